import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command, type HelpConfiguration } from 'commander';
import { adaptersCommand } from './commands/adapters.ts';
import { benchCommand } from './commands/bench.ts';
import { chatCommand } from './commands/chat.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { auditCommand } from './commands/audit.ts';
import { configCommand } from './commands/config.ts';
import { convertCommand } from './commands/convert.ts';
import { dataCommand } from './commands/data.ts';
import { deployCommand } from './commands/deploy.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { finetuneCommand } from './commands/finetune.ts';
import { importCommand } from './commands/import.ts';
import { inspectCommand } from './commands/inspect.ts';
import { jobsCommand } from './commands/jobs.ts';
import { keysCommand } from './commands/keys.ts';
import { labelStudioCommand } from './commands/labelstudio.ts';
import { langfuseCommand } from './commands/langfuse.ts';
import { logCommand } from './commands/log.ts';
import { loopCommand } from './commands/loop.ts';
import { mcpCommand } from './commands/mcp.ts';
import { modelsCommand } from './commands/models.ts';
import { pullCommand } from './commands/pull.ts';
import { quantizeCommand } from './commands/quantize.ts';
import { rateCommand } from './commands/rate.ts';
import { removeCommand } from './commands/rm.ts';
import { serveCommand } from './commands/serve.ts';
import { topCommand } from './commands/top.ts';

const outline = `
Examples:
  tuneloop chat                              talk to a model in the terminal
  tuneloop chat -p "Why is the sky blue?"    one answer, for scripts
  tuneloop serve                             OpenAI-compatible server on http://127.0.0.1:8000/v1
  tuneloop pull Qwen/Qwen3-8B-GGUF:Q4_K_M    download the recommended model
  tuneloop doctor                            is this machine ready, and what to do if not

Exit codes:
  0 done   1 failed   2 wrong usage or configuration   130 interrupted (Ctrl-C)

\`tuneloop <command> --help\` shows the options of a command, with examples.`;

/** The whole command tree. Building it loads nothing but the definitions, so that help and completion are quick. */
export function createProgram(): Command {
  const program = new Command('tuneloop')
    .description('Run, chat with and improve local language models.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .option('--verbose', 'show details and the stack of an error')
    .exitOverride()
    .configureHelp(help)
    .addHelpText('after', outline);

  program.commandsGroup('Use a model:');
  add(program, chatCommand(), serveCommand(), topCommand(), mcpCommand(), benchCommand());
  program.commandsGroup('Manage models:');
  add(
    program,
    modelsCommand(),
    pullCommand(),
    inspectCommand(),
    convertCommand(),
    quantizeCommand(),
    removeCommand(),
    adaptersCommand(),
    jobsCommand(),
  );
  program.commandsGroup('Improve a model:');
  add(
    program,
    logCommand(),
    rateCommand(),
    compareCommand(),
    evalCommand(),
    exportCommand(),
    importCommand(),
    dataCommand(),
    loopCommand(),
    finetuneCommand(),
    labelStudioCommand(),
    langfuseCommand(),
    deployCommand(),
  );
  program.commandsGroup('Set up:');
  add(program, doctorCommand(), configCommand(), keysCommand(), auditCommand(), completionCommand());
  program.helpCommand('help [command]', 'show help of a command');
  return program;
}

const help: HelpConfiguration = {
  showGlobalOptions: true,
  styleTitle: (text) => styleText('bold', text, { validateStream: false }),
};

function add(program: Command, ...commands: Command[]): void {
  for (const command of commands) program.addCommand(inherit(command, program));
}

/** Errors are thrown, not exited on, at every depth (`exitOverride`): one place decides on the exit code. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
