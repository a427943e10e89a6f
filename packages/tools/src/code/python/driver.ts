/** What the driver imports, and what programs often do: part of a snapshot. */
export const imports = `
import ast, asyncio, collections, dataclasses, datetime, functools, io, itertools, json, math, re, sys, traceback, typing
import pyodide.code, pyodide.ffi, pyodide.webloop
`;

/**
 * Python's side of running a program: evaluated once when Python has started. Its last expression is a function that is
 * called with the limit of results in characters, and gives the function that runs a program: its source comes in, JSON
 * of a `ProgramEnding` goes out.
 */
export const driver = `
def _prepare():
    import ast, builtins, io, json, sys, traceback
    from pyodide.code import eval_code_async
    import pyodide.code, pyodide_js

    # A snapshot has one state of it for all worlds.
    if 'random' in sys.modules:
        sys.modules['random'].seed()

    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)

    def format_error(error):
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != '<code>':
            trace = trace.tb_next
        return ''.join(traceback.format_exception(type(error), error, trace)).rstrip()

    def to_json(value, max_chars):
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            if len(text) <= max_chars:
                return text
        except Exception:
            pass
        try:
            text = value if isinstance(value, str) else repr(value)
        except Exception as error:
            text = f'<{type(value).__name__} without a repr: {error}>'
        if len(text) > max_chars:
            text = text[:max_chars] + '\\u2026 [cut]'
        return json.dumps(text, ensure_ascii=False)

    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass

    def prepare(max_chars):
        async def run(code):
            world = {'__name__': '__main__', '__builtins__': builtins}
            try:
                value = await eval_code_async(code, globals=world, filename='<code>')
                return '{"result":' + to_json(value, max_chars) + '}'
            except SystemExit as end:
                if end.code in (None, 0):
                    return '{"result":null}'
                return json.dumps({'error': f'SystemExit: {end.code}'})
            except BaseException as error:
                text = format_error(error)
                return json.dumps({'error': text if len(text) <= max_chars else '[cut]\\u2026 ' + text[-max_chars:]})
            finally:
                flush()
        return run

    # Ways into the JavaScript around Python. It has nothing to find, but a program has no business there either.
    for name in ('run_js',):
        if hasattr(pyodide.code, name):
            delattr(pyodide.code, name)
    for name in [name for name in sys.modules if name == 'js' or name.startswith(('js.', 'pyodide_js'))]:
        del sys.modules[name]
    return prepare

_prepare()
`;
