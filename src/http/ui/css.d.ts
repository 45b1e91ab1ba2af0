// Style sheets are imported for their effect on the bundle.
declare module '*.css';
