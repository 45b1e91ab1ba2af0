// Property tests use one seed, so that a red run can be repeated and a green one stays green; FC_SEED=random (or a number) looks further.
import * as fc from 'fast-check';

const wanted = process.env['FC_SEED'];
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted ?? 20_261_124) });
