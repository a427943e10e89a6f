import { tsupPackage } from '../../tsup.package.ts';

export default tsupPackage(import.meta.dirname);
