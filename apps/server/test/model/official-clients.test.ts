import { llamaCpp } from './served-engine.ts';
import { testOfficialClients } from './official-clients-suite.ts';

testOfficialClients(llamaCpp);
