import { loadEmbeddedModel } from '../load-embedded-model.ts';
import { testToolLoop } from './tool-loop-suite.ts';

testToolLoop(loadEmbeddedModel);
