export { testInteractionRecord as interactionRecord } from '../src/testing/index.ts';
