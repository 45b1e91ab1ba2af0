// A commune as typed on the command line → its code. Refuses names that fit several communes, with the candidates.
import { createGazetteer } from '../places/gazetteer.ts';
import { readGazetteerData } from '../places-data.ts';
import { placesOf } from '../publish.ts';

export function communeCode(text: string): string {
  const places = placesOf(createGazetteer(readGazetteerData()), undefined);
  if (/^\d{5}$/.test(text)) {
    if (places.name(text, 'vi') === undefined) throw new Error(`There is no commune with the code ${text}.`);
    return text;
  }
  const found = places.find(text);
  if (found.type === 'one') return found.place.code;
  const some = found.type === 'few' ? `: ${found.places.map(({ code }) => `${code} ${places.name(code, 'vi')}`).join(' · ')}` : '';
  throw new Error(`"${text}" is not one commune${some}. Give its code of five digits or add the province.`);
}
