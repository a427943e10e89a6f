export { pythonEvents, type PythonCommand, type PythonEvent } from './process/python-events.ts';
export { runPython, type RunPythonOptions } from './run-python.ts';
