/** Made of the OpenAPI document by `npm run generate -w apps/web`; a test says when it is out of date. */
export interface paths {
    "/apply-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the prompt that a conversation would be answered from. */
        post: operations["applyTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer in a stored conversation. The turn goes on when the client leaves. */
        post: operations["chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the server is. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, the one that was changed last first. */
        get: operations["listConversations"];
        put?: never;
        /** Begin one. */
        post: operations["createConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read it, with its messages. */
        get: operations["retrieveConversation"];
        put?: never;
        post?: never;
        /** Delete it for good; forks of it stay whole. */
        delete: operations["deleteConversation"];
        options?: never;
        head?: never;
        /** Change its title, its system prompt, its folder, and whether tools may be used. */
        patch: operations["changeConversation"];
        trace?: never;
    };
    "/lab/conversations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the turn that runs; what had come is kept. */
        post: operations["cancelTurn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The turn that runs, from its beginning. */
        get: operations["followConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin another with the same messages. */
        post: operations["forkConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add messages of any role behind one of its tree, or go back to one; no answer is made. */
        post: operations["addMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that was written in it, also what was left by asking again or otherwise. */
        get: operations["readConversationTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The turns that wait for approvals. */
        get: operations["listWaitingTurns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lab/conversations/{id}/turns/{turn}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a turn by what was decided; approving takes the scope admin. */
        post: operations["resumeTurn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every model, with what it needs. */
        get: operations["listLabModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the file of a model says of itself, and the memory that it needs. */
        get: operations["inspectModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Load a model; answers when it is loaded. Needs the scope `admin`. */
        post: operations["loadModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The memory that models can be put into, and who holds how much of it. */
        get: operations["getMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/recommended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Well known models to download, and whether this machine has the memory for them. */
        get: operations["listRecommendedModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a downloaded model, which is unloaded before. Needs the scope `admin`. */
        post: operations["removeModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/unload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unload a model; requests that run finish, and it answers after them. Needs the scope `admin`. */
        post: operations["unloadModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the adapters of the loaded models: versions, state, and why a file was refused. */
        get: operations["listAdapters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell the versions that are kept of an adapter, what they came from, and what happened to them. */
        get: operations["getAdapterHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters/{name}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a version the one that the name means; answers when a loaded model has it. Needs the scope `admin`. */
        post: operations["promoteAdapter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters/{name}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an adapter out of use and keep its versions. Needs the scope `admin`. */
        post: operations["retireAdapter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go back to the version that was live before; again, and it goes further back. Needs the scope `admin`. */
        post: operations["rollBackAdapter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adapters/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a version that is not live. Needs the scope `admin`. */
        delete: operations["removeAdapterVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/comparisons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate drafts of one answer, blind and in random order, for people to choose from. */
        post: operations["createComparison"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/comparisons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a comparison; its models once somebody has chosen. */
        get: operations["retrieveComparison"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/comparisons/{id}/choice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which draft you prefer; the last word of an author counts. */
        post: operations["chooseDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show every setting and where it comes from; no secrets. */
        get: operations["retrieveConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List exports, the latest first, but for those whose files were removed. */
        get: operations["listExports"];
        put?: never;
        /** Write interactions and what was said of them as training data; answers a job. */
        post: operations["createExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an export: its job, whose result tells the files and what was left out. */
        get: operations["retrieveExport"];
        put?: never;
        post?: never;
        /** Cancel an export, or remove its files. */
        delete: operations["deleteExport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show what an export would write: its first rows, and what is left out for which reason. */
        post: operations["previewExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the files, the latest first. */
        get: operations["listFiles"];
        put?: never;
        /** Upload a file, such as training data. */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was recorded, the latest first. A key sees its own, one with `data` or `admin` everything. */
        get: operations["listInteractions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an interaction, with what was said of it. */
        get: operations["retrieveInteraction"];
        put?: never;
        post?: never;
        /** Forget an interaction, with what was said of it. */
        delete: operations["deleteInteraction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what you think of an answer; the last word of an author counts. */
        post: operations["rateInteraction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many there were over time, and how many of them were found good or bad, or failed. */
        get: operations["countInteractions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the jobs, the latest first. */
        get: operations["listJobs"];
        put?: never;
        /** Submit a job. */
        post: operations["submitJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a job. */
        get: operations["retrieveJob"];
        put?: never;
        post?: never;
        /** Cancel a job. */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a failed, cancelled or skipped job again; it goes on from its last checkpoint. A delayed one runs at once. */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the API keys. */
        get: operations["listApiKeys"];
        put?: never;
        /** Make an API key; it is shown once. After the first one, requests need a key. */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key for good. */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        /** Change what an API key may do, its limits or its end; in force within a second. */
        patch: operations["changeApiKey"];
        trace?: never;
    };
    "/v1/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the last lines of the log. */
        get: operations["listLogLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the log. */
        get: operations["followLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/loop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the loop from ratings to a better adapter: what is new, what became of the last one. Scope `train`. */
        get: operations["retrieveLoop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/loop/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Train an adapter on what people said of answers, unless that is under way. Scope `admin`. */
        post: operations["runLoop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mcp/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The MCP servers, and how they are. Scope `admin`. */
        get: operations["listMcpServers"];
        put?: never;
        /** Keep and connect an MCP server. A command runs with the rights of this server. Scope `admin`. */
        post: operations["addMcpServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mcp/servers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Disconnect and forget an MCP server that was added here. Scope `admin`. */
        delete: operations["removeMcpServer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mcp/servers/{name}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an MCP server and connect it anew. Scope `admin`. */
        post: operations["restartMcpServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mcp/servers/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect an MCP server, tell its tools, and let it go. Scope `admin`. */
        post: operations["testMcpServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the figures of the last quarter of an hour, and those of now. */
        get: operations["retrieveMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models, the default one first. */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/default": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the default model, or the one that is called so. */
        get: operations["retrieveDefaultModel"];
        put?: never;
        /** Make a model the default: loaded while the old one serves, then swapped. Needs the scope `admin`. */
        post: operations["setDefaultModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pushes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was sent to other services, the latest first. Scope `data` or `admin`. */
        get: operations["listPushes"];
        put?: never;
        /** Send interactions to Label Studio or Langfuse; answers a job. Scope `data` or `admin`. */
        post: operations["createPush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pushes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a push: how far it is, and what came of it. Scope `data` or `admin`. */
        get: operations["retrievePush"];
        put?: never;
        post?: never;
        /** Cancel a push; what has arrived stays there. Scope `data` or `admin`. */
        delete: operations["cancelPush"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pushes/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show where interactions can be sent, and which settings are missing for that. Scope `data` or `admin`. */
        get: operations["listPushTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which models people prefer (Bradley and Terry), and how far they agree. */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every tool with its source, and what the policy says of it. Scope `admin`. */
        get: operations["listControlledTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools/{name}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a tool; who asks agrees to it, and what the policy denies is denied. Scope `admin`. */
        post: operations["tryTool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools/{name}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Allow a tool, ask before it, or deny it, from now on and after a restart. Scope `admin`. */
        put: operations["decideTool"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what a training would take: rows, tokens, steps, memory, time. Nothing of it stays.
         * @description The rows are checked and their tokens counted, which can take a while. With `stream` the answer is server-sent events: `progress` as often as there is some, then `plan` with what is answered otherwise, or `error`. Whoever goes away stops it.
         */
        post: operations["planTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs, the latest first. */
        get: operations["listTrainingRuns"];
        put?: never;
        /** Train an adapter, measure it, and let it go live where it is better. */
        post: operations["submitTrainingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run with its steps and what they have found. */
        get: operations["retrieveTrainingRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a run; what was trained by then is kept. */
        post: operations["cancelTrainingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what was measured before and after, with answers of both. */
        get: operations["retrieveTrainingEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what the trainer's programs said: the end, or what follows a position. */
        get: operations["retrieveTrainingLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a run that is to go on later: as `cancel`, but it is shown as `paused`. */
        post: operations["pauseTrainingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the report of a run. */
        get: operations["retrieveTrainingReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training/runs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a run that failed, was stopped or paused. */
        post: operations["resumeTrainingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AdapterHistory: {
            /** @description For requests that choose no adapter; 0: they do not get it. */
            default_scale: number;
            /** @description Oldest first. */
            events: {
                /** @description Seconds since 1970. */
                created_at: number;
                /** @description The version that was live before. */
                from: number | null;
                reason: string | null;
                scale: number | null;
                /** @description added, promoted, rolled-back, retired, default, removed */
                type: string;
                version: number | null;
            }[];
            name: string;
            /** @constant */
            object: "adapter.history";
            /** @description The live one. */
            version: number | null;
            /** @description Newest first. */
            versions: {
                alpha: number | null;
                base: {
                    reference: string;
                    sha256: string | null;
                } | null;
                /** @description `name@version` whose weights the training began with. */
                continued_from: string | null;
                /** @description Seconds since 1970. */
                created_at: number;
                /** @description SHA-256 of the file. */
                hash: string;
                /** @description What its evaluation measured. */
                metrics: {
                    [key: string]: number;
                };
                rank: number;
                reasons: string[];
                /** @description The training that it came from. */
                run: string | null;
                size_bytes: number;
                /**
                 * @description refused: by its gate, with `reasons`; retired: it was live once.
                 * @enum {string}
                 */
                state: "candidate" | "live" | "refused" | "retired";
                version: number;
            }[];
        };
        AdapterList: {
            data: {
                base: string | null;
                file: string;
                /** @description The model name that chooses it: `base:adapter`. */
                id: string | null;
                name: string;
                /** @constant */
                object: "adapter";
                /** @description Why the newest file does not answer; an older version may still. */
                reason: string | null;
                /** @enum {string} */
                state: "live" | "loading" | "refused";
                /** @description The version that answers. */
                version: number | null;
                /** @description Newest first. */
                versions: {
                    alpha: number | null;
                    /** @description SHA-256 of the file. */
                    hash: string;
                    rank: number | null;
                    size_bytes: number | null;
                    /**
                     * @description stored: loaded when a request names it.
                     * @enum {string}
                     */
                    state: "loaded" | "stored";
                    version: number;
                }[];
            }[];
            /** @constant */
            object: "list";
        };
        AdapterPromotion: {
            default_scale: number;
            name: string;
            /** @constant */
            object: "adapter.promotion";
            previous: number | null;
            /** @description From now on the name means this version. */
            version: number;
            /** @description What a person should know, a sentence each. */
            warnings: string[];
        };
        AdapterReason: {
            /** @description For those who read the history. */
            reason?: string | null;
        };
        AddMcpServerRequest: {
            name: string;
            /** @description An entry of `mcpServers`: `command`, `args`, `env`, `cwd`, or `url`, `headers`; and `trustAnnotations`. */
            server: {
                [key: string]: unknown;
            };
        };
        ApiKey: {
            created_at: number;
            /** @description Whether this request was sent with it. */
            current: boolean;
            /** @description From when on it is refused; `null`: never. */
            expires_at: number | null;
            id: string;
            /** @description `null`: not since the server began. */
            last_used_at: number | null;
            /** @description Those of the key's own; `null`: the server's default, if it has one. */
            limits: {
                concurrency: (number | "unlimited") | null;
                requests_per_minute: (number | "unlimited") | null;
                tokens_per_minute: (number | "unlimited") | null;
            };
            name: string;
            /** @constant */
            object: "api_key";
            scopes: ("chat" | "admin" | "train" | "data" | "metrics")[];
        };
        /** @description What is left out stays as it is. */
        ApiKeyChange: {
            /** @description Do it even if no key could administer the server over HTTP after that. */
            allow_lockout?: boolean;
            /** @description From when on it is refused, in seconds since 1970; `null`: never. */
            expires_at?: number | null;
            /** @description `null`: the server's default, if it has one; `unlimited`: none, whatever the default is. */
            limits?: {
                /** @description Such requests at the same time. */
                concurrency?: (number | "unlimited") | null;
                /** @description Requests that make an engine work. */
                requests_per_minute?: (number | "unlimited") | null;
                /** @description Tokens of prompts and answers together. */
                tokens_per_minute?: (number | "unlimited") | null;
            };
            /** @description What the key is for; each name is given once. */
            name?: string;
            /** @description What the key may do. */
            scopes?: ("chat" | "admin" | "train" | "data" | "metrics")[];
        };
        ApiKeyList: {
            /** @description Whether the configuration has a key (`API_KEY`), which is not listed and may do everything. */
            configured_key: boolean;
            /** @description The oldest first. */
            data: components["schemas"]["ApiKey"][];
            /** @constant */
            object: "list";
            /** @description Whether requests need no key at present. */
            open: boolean;
            /** @description Whether the server is open to everybody who reaches it once it has no key. */
            open_without_keys: boolean;
        };
        ApiKeyRequest: {
            /** @description Do it even if no key could administer the server over HTTP after that. */
            allow_lockout?: boolean;
            /** @description From when on it is refused, in seconds since 1970; `null`: never. */
            expires_at?: number | null;
            /** @description `null`: the server's default, if it has one; `unlimited`: none, whatever the default is. */
            limits?: {
                /** @description Such requests at the same time. */
                concurrency?: (number | "unlimited") | null;
                /** @description Requests that make an engine work. */
                requests_per_minute?: (number | "unlimited") | null;
                /** @description Tokens of prompts and answers together. */
                tokens_per_minute?: (number | "unlimited") | null;
            };
            /** @description What the key is for; each name is given once. */
            name: string;
            /** @description What the key may do. */
            scopes: ("chat" | "admin" | "train" | "data" | "metrics")[];
        };
        AppliedTemplate: {
            prompt: string;
        };
        CancelledRun: {
            conversation_id: string;
            /** @constant */
            status: "success";
        };
        ChatCompletionRequest: {
            /** @description false goes with continue_final_message only. */
            add_generation_prompt?: boolean | null;
            /**
             * @description Not supported. Models answer in text only.
             * @enum {unknown}
             */
            audio?: null;
            /**
             * @description Not supported. Ask for several answers with "n".
             * @enum {unknown}
             */
            best_of?: null | 1;
            /** @description false computes the whole prompt anew. */
            cache_prompt?: boolean | null;
            /** @description Variables for the model's chat template. */
            chat_template_kwargs?: {
                [key: string]: unknown;
            } | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            client_metadata?: unknown;
            /** @description With max_tokens: whether the output goes on in a full context, whose oldest half is dropped; by default as the server is configured. */
            context_shift?: boolean | null;
            /** @description Continue the last message, an assistant's, instead of answering it. */
            continue_final_message?: boolean | null;
            dry_allowed_length?: number | null;
            dry_base?: number | null;
            /** @description 0 turns DRY off. */
            dry_multiplier?: number | null;
            /** @description Tokens; -1 is the whole context. */
            dry_penalty_last_n?: number | null;
            dry_sequence_breakers?: string[] | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            dynatemp_exponent?: unknown;
            /**
             * @description Not supported. Use "temperature".
             * @enum {unknown}
             */
            dynatemp_range?: null | 0;
            /** @description Turns reasoning on or off. */
            enable_thinking?: boolean | null;
            frequency_penalty?: number | null;
            /**
             * @description Not supported. Use "tool_choice".
             * @enum {unknown}
             */
            function_call?: null | "none" | "auto";
            /**
             * @description Not supported. Use "tools".
             * @enum {unknown}
             */
            functions?: null | never[];
            /** @description GBNF with a rule `root`. */
            grammar?: string | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            id_slot?: unknown;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            ignore_eos?: null | false;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            include?: unknown;
            /**
             * @description Not supported. Turn reasoning off by "reasoning_effort": "none".
             * @enum {unknown}
             */
            include_reasoning?: null | true;
            /**
             * @description Not supported. Use "response_format".
             * @enum {unknown}
             */
            json_schema?: null;
            /** @description Token id to bias, -100 to 100. */
            logit_bias?: {
                [key: string]: number;
            } | null;
            logprobs?: boolean | null;
            /** @description Adapters by number (`GET /lora-adapters`) or name, each with a scale (default 1), in place of the default ones. */
            lora?: {
                id: number | string;
                scale?: number;
            }[] | null;
            /** @description Tokens to generate at most, reasoning included. */
            max_completion_tokens?: (number | -1) | null;
            /** @description Tokens to generate at most; -1 for as many as fit. */
            max_tokens?: (number | -1) | null;
            messages: components["schemas"]["Message"][];
            /** @description `tags`, a list or words between commas, are recorded with the interaction. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            min_keep?: null | 0;
            /** @description 0 turns it off. */
            min_p?: number | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            min_tokens?: null | 0;
            /**
             * @description Not supported. Use "min_p" or "top_p".
             * @enum {unknown}
             */
            mirostat?: null | 0;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            mirostat_eta?: unknown;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            mirostat_tau?: unknown;
            /**
             * @description Not supported. Models answer in text only.
             * @enum {unknown}
             */
            modalities?: null | [
                "text"
            ];
            /** @description Left out or `default`: the default model. */
            model?: string | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            moderation?: null;
            /** @description Answers to generate; answer i takes seed + i. */
            n?: number | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            n_discard?: unknown;
            /** @description Tokens of the prompt, beside the first, that a context shift leaves; -1, the default, for all. */
            n_keep?: number | null;
            /** @description The same as max_tokens. */
            n_predict?: (number | -1) | null;
            /**
             * @description Not supported. Use "logprobs".
             * @enum {unknown}
             */
            n_probs?: null | 0;
            parallel_tool_calls?: boolean | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            post_sampling_probs?: null | false;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            prediction?: unknown;
            presence_penalty?: number | null;
            /**
             * @description Not supported. Send the whole conversation in "messages".
             * @enum {unknown}
             */
            previous_response_id?: null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            prompt_cache_key?: unknown;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            prompt_cache_options?: unknown;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            prompt_cache_retention?: unknown;
            /** @description OpenRouter's: `enabled`, `effort` and `max_tokens` as in the parameters of their own. */
            reasoning?: {
                effort?: ("none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max") | null;
                enabled?: boolean | null;
                max_tokens?: number | null;
                /** @description Accepted without effect. */
                summary?: string | null;
            } | null;
            /** @description `none` turns reasoning off; minimal, low and medium limit it to 256, 1024 and 4096 tokens. */
            reasoning_effort?: ("none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max") | null;
            /**
             * @description Not supported. Reasoning always comes as "reasoning_content".
             * @enum {unknown}
             */
            reasoning_format?: null | "auto" | "deepseek";
            /** @description Tokens; -1 is the whole context. */
            repeat_last_n?: number | null;
            /** @description 1 turns it off. */
            repeat_penalty?: number | null;
            /** @description The same as repeat_penalty. */
            repetition_penalty?: number | null;
            response_format?: ({
                /** @constant */
                type: "text";
            } | {
                /** @description As llama-server has it. */
                schema?: ({
                    [key: string]: unknown;
                } | boolean) | null;
                /** @constant */
                type: "json_object";
            } | {
                json_schema: {
                    description?: string | null;
                    name: string;
                    schema?: ({
                        [key: string]: unknown;
                    } | boolean) | null;
                    /** @description The schema is always enforced, strict or not. */
                    strict?: boolean | null;
                };
                /** @constant */
                type: "json_schema";
            }) | null;
            /** @description A stream begins with `prompt_progress`, which tells the prompt's tokens. */
            return_progress?: boolean | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            return_tokens?: null | false;
            /** @description The same as user. */
            safety_identifier?: string | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            samplers?: null;
            /** @description Taken modulo 2^32; -1 draws one at random. */
            seed?: number | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            service_tier?: unknown;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            skip_special_tokens?: null | true;
            /** @description Up to 16. */
            stop?: (string | string[]) | null;
            /**
             * @description Not supported. Use "stop".
             * @enum {unknown}
             */
            stop_token_ids?: null | never[];
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            store?: unknown;
            stream?: boolean | null;
            stream_options?: {
                /** @description Accepted without effect. */
                include_obfuscation?: boolean | null;
                /** @description Ends the stream with a chunk that holds the usage. */
                include_usage?: boolean | null;
            } | null;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            t_max_predict_ms?: null | 0 | -1;
            /** @description 0 is greedy. */
            temperature?: number | null;
            /** @description Tokens of reasoning at most; -1: no limit. */
            thinking_budget_tokens?: number | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            timings_per_token?: unknown;
            tool_choice?: (("none" | "auto" | "required") | {
                function: {
                    name: string;
                };
                /** @constant */
                type: "function";
            } | {
                allowed_tools: {
                    /** @enum {string} */
                    mode: "auto" | "required";
                    tools: {
                        function: {
                            name: string;
                        };
                        /** @constant */
                        type: "function";
                    }[];
                };
                /** @constant */
                type: "allowed_tools";
            }) | null;
            tools?: ({
                function?: unknown;
                /** @description `function`; `mcp`, with server_label, as in /v1/responses; others are dropped and named in x-tuneloop-ignored. */
                type: string;
            } & {
                [key: string]: unknown;
            })[] | null;
            /** @description 0 and -1 turn it off. */
            top_k?: number | null;
            top_logprobs?: number | null;
            /**
             * @description Not supported. Use "min_p".
             * @enum {unknown}
             */
            top_n_sigma?: null | -1 | 0;
            /** @description 1 turns it off. */
            top_p?: number | null;
            /**
             * @description Not supported. Use "min_p" or "top_p".
             * @enum {unknown}
             */
            typical_p?: null | 1;
            /** @description Recorded with the interaction; the answer does not depend on it. */
            user?: string | null;
            /** @description Accepted without effect; named in the header x-tuneloop-ignored. */
            verbosity?: unknown;
            /**
             * @description Not supported.
             * @enum {unknown}
             */
            web_search_options?: null;
            /** @description 0 turns XTC off. */
            xtc_probability?: number | null;
            xtc_threshold?: number | null;
        };
        Comparison: {
            choices: components["schemas"]["ComparisonChoice"][];
            /** @description Seconds since 1970, with milliseconds. */
            created_at: number;
            drafts: {
                adapters?: {
                    /** @description Name and version. */
                    id: string;
                    scale: number;
                }[];
                finish_reason: ("stop" | "length" | "tool_calls") | null;
                /** @description Of its interaction. */
                id: string;
                index: number;
                message: components["schemas"]["Message"] | null;
                /** @description Once somebody has chosen, as what follows. */
                model?: string;
                settings?: {
                    [key: string]: unknown;
                };
            }[];
            id: string;
            /** @constant */
            object: "comparison";
            /** @description What the drafts answer; null where texts are not recorded. */
            prompt: ({
                messages: components["schemas"]["Message"][];
                /** @constant */
                type: "messages";
            } | {
                text: string;
                /** @constant */
                type: "text";
            } | {
                tokens: number[];
                /** @constant */
                type: "tokens";
            } | {
                files: {
                    name: string;
                    text: string;
                }[];
                prefix: string;
                suffix: string;
                /** @constant */
                type: "infill";
            }) | null;
            revealed: boolean;
        };
        ComparisonChoice: {
            author: string;
            comment: string | null;
            comparison_id: string;
            /** @description Seconds since 1970, with milliseconds. */
            created_at: number;
            id: string;
            /** @constant */
            object: "comparison.choice";
            /** @enum {string} */
            outcome: "preferred" | "tie" | "both_bad" | "withdrawn";
            /** @description Id of the draft, with `preferred`. */
            preferred: string | null;
            /** @enum {string} */
            source: "web" | "terminal" | "api" | "label-studio" | "langfuse" | "import";
        };
        ComparisonChoiceRequest: {
            /** @description Who judges; by default the API key. Others need `data` or `admin`. */
            author?: string | null;
            /** @description `left` and `right` where there are two. */
            choice?: ("left" | "right" | "tie" | "both_bad") | null;
            comment?: string | null;
            /** @description The `index` of the draft that is preferred. */
            draft?: number | null;
            /** @description Where it was made. Default `api`. */
            source?: ("web" | "terminal" | "api") | null;
            /** @description Takes back what the same author chose before. */
            withdraw?: boolean | null;
        } | {
            choice: string;
        } | {
            draft: number;
        } | {
            /** @constant */
            withdraw: true;
        };
        /** @description The parameters of a chat completion, and of what there are drafts. */
        ComparisonRequest: {
            /** @description `n` drafts of each, with these parameters in place of those of the request: `model`, `temperature`, …. */
            drafts?: {
                [key: string]: unknown;
            }[] | null;
            /** @description `n` drafts of each, such as `["base", "base:adapter"]`; by default of `model`. */
            models?: string[] | null;
            /** @description Default 1; 2 where there is but one model and one draft. */
            n?: number | null;
            stream?: boolean | null;
        } & components["schemas"]["ChatCompletionRequest"];
        Configuration: {
            /** @description The configuration file that was read. */
            file: string | null;
            /** @constant */
            object: "configuration";
            settings: {
                /** @description The environment variable that sets it. */
                environment: string | null;
                /** @description The flag that sets it, without its dashes. */
                flag: string | null;
                /** @description Where it stands in the configuration file. */
                path: string;
                /** @description A key or token, whose value is not told. */
                secret: boolean;
                /** @description Whether it has a value. */
                set: boolean;
                /** @description `default`, or where it was set. */
                source: string;
                summary: string;
                /** @description `null` for secrets, and where nothing is set. */
                value: unknown;
                /** @description For a name that is accepted, but does nothing: why. */
                without_effect: string | null;
            }[];
            /** @description What is no mistake, but probably not meant. */
            warnings: string[];
        };
        ControlledTool: {
            /**
             * @description What the configuration says; where that is `deny`, it holds.
             * @enum {string}
             */
            configured: "allow" | "ask" | "deny";
            /** @description Whether that was decided while the server ran. */
            decided_here: boolean;
            /**
             * @description What the policy says whatever the arguments.
             * @enum {string}
             */
            decision: "allow" | "ask" | "deny";
            description: string | null;
            effects: {
                code?: boolean;
                destructive: boolean;
                idempotent: boolean;
                network: boolean;
                reads: boolean;
                writes: boolean;
            };
            name: string;
            /** @description JSON Schema of the arguments. */
            parameters: {
                [key: string]: unknown;
            } | boolean;
            reason: string;
            source: {
                /** @description The name of the MCP server. */
                server: string | null;
                /** @enum {string} */
                type: "built-in" | "module" | "mcp";
            };
        };
        ControlledToolList: {
            data: components["schemas"]["ControlledTool"][];
            /** @constant */
            object: "list";
        };
        Conversation: {
            /** @description Seconds since 1970. */
            created_at: number;
            folder: string | null;
            forked_from: {
                conversation_id: string;
                message_id: string | null;
            } | null;
            /** @description Id of its last message. */
            head: string | null;
            id: string;
            /** @constant */
            object: "conversation";
            system_prompt: string | null;
            title: string | null;
            /** @description Whether `enable_tools` has an effect. */
            tools: boolean;
            /** @description Seconds since 1970. */
            updated_at: number;
        };
        ConversationChange: {
            /** @description Such as the name of a project. */
            folder?: string | null;
            system_prompt?: string | null;
            title?: string | null;
            /** @description false: no tools in this conversation, whatever a request says. */
            tools?: boolean | null;
        };
        ConversationFork: {
            /** @description The id of the last message that the fork has; by default all. */
            at?: string | null;
            id?: string | null;
            title?: string | null;
        };
        ConversationList: {
            data: components["schemas"]["Conversation"][];
            first_id: string | null;
            has_more: boolean;
            last_id: string | null;
            /** @constant */
            object: "list";
        };
        ConversationTree: {
            head: string | null;
            id: string;
            /** @description Each behind its parent; some may have the same one. */
            messages: ({
                /** @description Seconds since 1970. */
                created_at: number;
                id: string;
                parent_id: string | null;
            } & components["schemas"]["Message"])[];
            /** @constant */
            object: "conversation.tree";
        };
        ConversationWithMessages: {
            /** @description Seconds since 1970. */
            created_at: number;
            folder: string | null;
            forked_from: {
                conversation_id: string;
                message_id: string | null;
            } | null;
            /** @description Id of its last message. */
            head: string | null;
            id: string;
            messages: ({
                /** @description Seconds since 1970. */
                created_at: number;
                id: string;
                parent_id: string | null;
            } & components["schemas"]["Message"])[];
            /** @constant */
            object: "conversation";
            system_prompt: string | null;
            title: string | null;
            /** @description Whether `enable_tools` has an effect. */
            tools: boolean;
            /** @description Seconds since 1970. */
            updated_at: number;
        };
        DefaultModelRequest: {
            /** @description true: unload the old one before, where both do not fit into memory. */
            drain_first?: boolean | null;
            model: string;
        };
        DeletedApiKey: {
            /** @constant */
            deleted: true;
            id: string;
            /** @constant */
            object: "api_key.deleted";
        };
        DeletedConversation: {
            /** @constant */
            deleted: true;
            id: string;
            /** @constant */
            object: "conversation.deleted";
        };
        DeletedExport: {
            /** @constant */
            deleted: true;
            id: string;
            /** @constant */
            object: "export.deleted";
        };
        DeletedInteraction: {
            /** @constant */
            deleted: true;
            id: string;
            /** @constant */
            object: "interaction.deleted";
        };
        Error: {
            error: {
                code: string | null;
                message: string;
                /** @description The parameter to blame, for example messages[0].content. */
                param: string | null;
                type: string;
            };
        };
        ExportPreview: {
            /** @description `false`: the oldest interactions were read alone, since there are so many. */
            complete: boolean;
            files: {
                /** @description The first rows as they would be written, with the interactions that each is made of. */
                first: {
                    row: {
                        [key: string]: unknown;
                    };
                    sources: string[];
                }[];
                rows: number;
                split: string | null;
            }[];
            format: string;
            /** @description That fit the filters. */
            interactions: number;
            /** @description How many were left out, by reason. */
            left_out: {
                [key: string]: number;
            };
            /** @constant */
            object: "export.preview";
            rows: number;
            used: number;
        };
        ExportPreviewRequest: {
            /** @description As of `POST /v1/exports`, with all settings that shape the rows. */
            format: string;
            /**
             * @description First rows of each file.
             * @default 5
             */
            limit: number;
            /** @description The filters of `GET /v1/interactions`. */
            where?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                failed?: boolean;
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                /** @enum {string} */
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            } | null;
        } & {
            [key: string]: unknown;
        };
        ExportRequest: {
            /** @description `sft`, `dpo`, `kto`, `reward`, … (docs/guides/export.md). */
            format: string;
            /** @description The filters of `GET /v1/interactions`. */
            where?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                failed?: boolean;
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                /** @enum {string} */
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            } | null;
        } & {
            [key: string]: unknown;
        };
        File: {
            bytes: number;
            /** @description Seconds since 1970. */
            created_at: number;
            expires_at: number | null;
            filename: string;
            id: string;
            /** @constant */
            object: "file";
            /** @enum {string} */
            purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
            /**
             * @description `error`: training data with wrong lines.
             * @enum {string}
             */
            status: "processed" | "error";
            /** @description The first wrong lines, by their numbers. */
            status_details: string | null;
        };
        FileList: {
            data: components["schemas"]["File"][];
            first_id: string | null;
            has_more: boolean;
            last_id: string | null;
            /** @constant */
            object: "list";
        };
        Interaction: {
            adapters: {
                /** @description Name and version. */
                id: string;
                scale: number;
            }[];
            backend: string;
            choice: number;
            choices: components["schemas"]["ComparisonChoice"][];
            client: string | null;
            comparison_id: string | null;
            conversation_id: string | null;
            /** @description Seconds since 1970, with milliseconds. */
            created_at: number;
            error: {
                code: string | null;
                message: string;
            } | null;
            finish_reason: ("stop" | "length" | "tool_calls") | null;
            /** @description The completion's own id for its first choice; `ID.g{step}.c{choice}` for the others. */
            id: string;
            message: components["schemas"]["Message"] | null;
            model: string;
            model_sha256: string | null;
            /** @constant */
            object: "interaction";
            owner: string | null;
            prompt: ({
                messages: components["schemas"]["Message"][];
                /** @constant */
                type: "messages";
            } | {
                text: string;
                /** @constant */
                type: "text";
            } | {
                tokens: number[];
                /** @constant */
                type: "tokens";
            } | {
                files: {
                    name: string;
                    text: string;
                }[];
                prefix: string;
                suffix: string;
                /** @constant */
                type: "infill";
            }) | null;
            ratings: components["schemas"]["Rating"][];
            request_id: string;
            settings: {
                [key: string]: unknown;
            };
            step: number;
            tags: string[];
            timings: {
                /** @description Tokens that context shifts dropped. */
                discarded_n?: number;
                predicted_ms: number;
                predicted_n: number;
                predicted_per_second: number;
                prompt_ms: number;
                prompt_n: number;
                prompt_per_second: number;
                queue_ms: number;
                ttft_ms: number;
            } | null;
            /** @description Where tokens are recorded; `top` where the request asked for log-probabilities of others too. */
            tokens: {
                logprob: number;
                token: string;
                token_id: number;
                top: {
                    logprob: number;
                    token: string;
                    token_id: number;
                }[] | null;
            }[] | null;
            tools: {
                function: {
                    description: string | null;
                    name: string;
                    parameters: unknown;
                };
                /** @constant */
                type: "function";
            }[] | null;
            turn: number | null;
            usage: {
                completion_tokens: number;
                completion_tokens_details: {
                    reasoning_tokens: number;
                };
                prompt_tokens: number;
                prompt_tokens_details: {
                    /** @description Reused from earlier requests. */
                    cached_tokens: number;
                };
                total_tokens: number;
            } | null;
            user: string | null;
        };
        InteractionList: {
            data: components["schemas"]["Interaction"][];
            first_id: string | null;
            has_more: boolean;
            last_id: string | null;
            /** @constant */
            object: "list";
        };
        InteractionTimeline: {
            /** @description The oldest first, without gaps; `start` in seconds since 1970. */
            buckets: {
                count: number;
                down: number;
                failed: number;
                start: number;
                up: number;
            }[];
            /** @constant */
            object: "interaction.timeline";
            /** @description Of each bucket; 0 where there was nothing. */
            step_seconds: number;
            total: number;
        };
        Job: {
            /** @description Ids of the jobs that it comes after. */
            after: string[];
            /** @description How often it was started. */
            attempt: number;
            /** @description Seconds since 1970. */
            created_at: number;
            ended_at: number | null;
            error: {
                code: string | null;
                message: string;
            } | null;
            /** @description The graph that it is a step of. */
            group: string | null;
            id: string;
            input: unknown;
            kind: string;
            /** @description Position of its last event. */
            last_event: number;
            /** @description Of `delayed`. */
            next_attempt_at: number | null;
            /** @constant */
            object: "job";
            priority: number;
            progress: {
                completed: number;
                label?: string;
                phase: string;
                total?: number;
            } | null;
            result: unknown;
            started_at: number | null;
            /** @enum {string} */
            status: "waiting" | "queued" | "running" | "delayed" | "succeeded" | "failed" | "cancelled" | "skipped";
            /** @description Its name in the graph. */
            step: string | null;
        };
        JobList: {
            data: components["schemas"]["Job"][];
            first_id: string | null;
            has_more: boolean;
            last_id: string | null;
            /** @constant */
            object: "list";
        };
        JobRequest: {
            /** @description Ids of jobs that must have succeeded before it begins; when one does not, it is skipped. */
            after?: string[];
            /** @description What the kind needs, such as `{"model": "hf:owner/repo:Q4_K_M"}`. */
            input?: unknown;
            /** @description What kind of work, such as `download`. */
            kind: string;
            /** @description Larger ones begin first; 0 without it. */
            priority?: number;
        };
        LabAnswer: {
            conversation_id: string;
            device: string;
            /** @enum {string} */
            finish_reason: "stop" | "length" | "tool_calls" | "approval_needed" | "cancelled";
            /** @description Seconds. */
            generation_time: number;
            /** @description Of the completion, by which the answer can be rated. */
            id: string | null;
            limit_reached: boolean;
            model_key: string;
            /** @description With `approval_needed`. */
            pending: {
                calls: {
                    /** @description As the model wrote them; normally JSON. */
                    arguments: string;
                    effects: {
                        code?: boolean;
                        destructive: boolean;
                        idempotent: boolean;
                        network: boolean;
                        reads: boolean;
                        writes: boolean;
                    } | null;
                    id: string;
                    name: string;
                    /** @description Which rule of the policy asks. */
                    reason: string;
                }[];
                turn_id: string;
            } | null;
            reasoning: string | null;
            response: string;
            tokens_generated: number;
            tokens_input: number;
            tokens_per_second: number;
            tokens_total: number;
            /** @description Such as `lookup_hostname(example.org)`, in the order of the calls. */
            tools_used: string[];
        };
        LabChatRequest: {
            /** @description What becomes of calls that a human has to confirm. */
            approvals?: ("refuse" | "pause") | null;
            conversation_id?: string | null;
            enable_tools?: boolean | null;
            max_tokens?: number | null;
            messages: components["schemas"]["Message"][];
            model?: string | null;
            repeat_penalty?: number | null;
            /** @description Id of a stored message: it and what follows it are replaced by `messages`, to ask again or otherwise. */
            replace_from?: string | null;
            seed?: number | null;
            stream?: boolean | null;
            /** @description Kept with the conversation. */
            system_prompt?: string | null;
            temperature?: number | null;
            top_k?: number | null;
            top_p?: number | null;
        };
        LabEvent: {
            conversation_id: string;
            id: string;
            model_key: string;
            /** @constant */
            type: "start";
        } | {
            text: string;
            /** @constant */
            type: "text";
        } | {
            text: string;
            /** @constant */
            type: "reasoning";
        } | {
            arguments: string;
            id: string;
            name: string;
            /** @constant */
            type: "tool_call";
        } | {
            duration_ms: number;
            id: string;
            name: string;
            result: ({
                /** @constant */
                status: "success";
            } & {
                [key: string]: unknown;
            }) | {
                error: string;
                /** @constant */
                status: "error";
            };
            /** @constant */
            type: "tool_result";
        } | {
            iterations: number;
            /** @constant */
            type: "limit_reached";
        } | {
            events: number;
            /** @constant */
            type: "skipped";
        } | {
            conversation_id: string;
            device: string;
            /** @enum {string} */
            finish_reason: "stop" | "length" | "tool_calls" | "approval_needed" | "cancelled";
            /** @description Seconds. */
            generation_time: number;
            /** @description Of the completion, by which the answer can be rated. */
            id: string | null;
            limit_reached: boolean;
            model_key: string;
            /** @description With `approval_needed`. */
            pending: {
                calls: {
                    /** @description As the model wrote them; normally JSON. */
                    arguments: string;
                    effects: {
                        code?: boolean;
                        destructive: boolean;
                        idempotent: boolean;
                        network: boolean;
                        reads: boolean;
                        writes: boolean;
                    } | null;
                    id: string;
                    name: string;
                    /** @description Which rule of the policy asks. */
                    reason: string;
                }[];
                turn_id: string;
            } | null;
            reasoning: string | null;
            response: string;
            tokens_generated: number;
            tokens_input: number;
            tokens_per_second: number;
            tokens_total: number;
            /** @description Such as `lookup_hostname(example.org)`, in the order of the calls. */
            tools_used: string[];
            /** @constant */
            type: "done";
        };
        LabHealth: {
            device: string;
            /** @description Why it is not `ok`. */
            message?: string;
            /** @description Once it is known. */
            model?: string;
            model_key: string | null;
            /** @enum {string} */
            status: "ok" | "starting" | "degraded";
            /** @description Seconds. */
            uptime: number;
        };
        LabModelList: {
            models: {
                base_model: string | null;
                /** @description Tokens. */
                context_length: number | null;
                current: boolean;
                description: string;
                download_url: string | null;
                /** @description Whether its file is on disk. */
                exists: boolean;
                filename: string | null;
                hf_repo: string | null;
                is_finetuned: boolean;
                key: string;
                name: string;
                recommended: boolean;
                training_data: string | null;
                usage: string;
                /** @description Bytes, weights and context together. */
                vram_estimate: number | null;
            }[];
        };
        LogLine: {
            details: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
            message: string;
            /** @constant */
            object: "log.line";
            /** @description Counts the lines since the server began. */
            position: number;
            request_id: string | null;
            /** @description ISO 8601, UTC. */
            time: string;
        };
        LogList: {
            /** @description The oldest first. */
            data: components["schemas"]["LogLine"][];
            /** @description Whether older lines are kept that fit. */
            has_more: boolean;
            /** @description Of the last line, whether it fits or not: what to follow from. */
            last_position: number;
            /** @constant */
            object: "list";
        };
        Loop: {
            /** @description Whether it runs by itself. */
            enabled: boolean;
            last: {
                adapter: string | null;
                error: {
                    code: string | null;
                    message: string;
                } | null;
                live: boolean | null;
                /** @enum {string} */
                reason: "asked" | "schedule" | "ratings";
                /** @description The id of a training run. */
                run: string;
                started_at: number;
                status: string;
                version: number | null;
                /** @description Why it did not go live. */
                why: string | null;
            } | null;
            method: string;
            min_ratings: number;
            name: string;
            /** @description Since the last loop. */
            new_ratings: number;
            next_at: number | null;
            /** @constant */
            object: "loop";
            promote_if: string | null;
            /** @description As cron has it; null: as soon as there are enough new ratings. */
            schedule: string | null;
        };
        LoopRunRequest: {
            method?: ("sft" | "dpo" | "kto" | "orpo" | "grpo" | "ppo") | null;
            /** @description Ratings that there must be at least; all count, old ones too. */
            min_ratings?: number | null;
            /** @description The base; the default model where left out. */
            model?: string | null;
            /** @description Of the adapter. */
            name?: string | null;
            /** @description The gate, such as `margin_gain_low>0`. */
            promote_if?: string | null;
        };
        ManageModelRequest: {
            model: string;
        };
        McpServerList: {
            data: {
                /** @description Whether the configuration names it; others can be removed. */
                configured: boolean;
                name: string;
                /** @description Why it is not connected. */
                problem: string | null;
                /**
                 * @description login: `tuneloop mcp login NAME` comes first.
                 * @enum {string}
                 */
                state: "connecting" | "connected" | "restarting" | "failed" | "disabled" | "login";
                /** @description The program with its arguments, or the URL. */
                target: string;
                title: string | null;
                tools: string[];
                /** @enum {string} */
                transport: "stdio" | "http";
                version: string | null;
            }[];
            /** @constant */
            object: "list";
        };
        MemoryOverview: {
            devices: {
                /** @description What can still be reserved. */
                free_bytes: number;
                id: string;
                /** @enum {string} */
                kind: "ram" | "unified" | "gpu";
                name: string;
                total_bytes: number;
            }[];
            /** @description Models, and others such as a training. */
            holders: {
                /** @description By device. */
                bytes: {
                    [key: string]: number;
                };
                name: string;
            }[];
            /** @constant */
            object: "memory";
        };
        Message: {
            content: string | {
                text: string;
                /** @constant */
                type: "text";
            }[];
            name?: string | null;
            /** @enum {string} */
            role: "system" | "developer";
        } | {
            content: string | ({
                text: string;
                /** @constant */
                type: "text";
            } | {
                image_url: string | {
                    detail?: string | null;
                    url: string;
                };
                /** @constant */
                type: "image_url";
            })[];
            name?: string | null;
            /** @constant */
            role: "user";
        } | {
            content?: (string | ({
                text: string;
                /** @constant */
                type: "text";
            } | {
                refusal: string;
                /** @constant */
                type: "refusal";
            })[]) | null;
            name?: string | null;
            /** @description The same as reasoning_content. */
            reasoning?: string | null;
            /** @description What the model thought before it answered. */
            reasoning_content?: string | null;
            refusal?: string | null;
            /** @constant */
            role: "assistant";
            tool_calls?: {
                function: {
                    /** @description The text as the model wrote it, JSON or not. */
                    arguments?: unknown;
                    name: string;
                };
                id: string;
                type?: "function" | null;
            }[] | null;
        } | {
            content?: (string | {
                text: string;
                /** @constant */
                type: "text";
            }[]) | null;
            /** @constant */
            role: "tool";
            tool_call_id: string;
        };
        MetricsOverview: {
            disks: {
                folder: string;
                free_bytes: number;
                total_bytes: number;
            }[];
            gpus: {
                celsius: number | null;
                id: string;
                memory_total_bytes: number;
                memory_used_bytes: number;
                name: string;
                use: number | null;
                watts: number | null;
            }[];
            /** @description Between samples. */
            interval_seconds: number;
            /** @description Of the machine, or of its container. */
            memory: {
                free_bytes: number;
                total_bytes: number;
            };
            /** @description Those that are loaded. */
            models: {
                active_requests: number;
                engine: string;
                id: string;
                kv_cache: {
                    total_tokens: number;
                    used_tokens: number;
                } | null;
                /** @description Of the engine's process, where it has one of its own. */
                memory_bytes: number | null;
                queue_limit: number;
                queued_requests: number;
                slots: number;
            }[];
            /** @constant */
            object: "metrics";
            /** @description Of the last quarter of an hour; the oldest first. */
            samples: {
                active_requests: number;
                /** @description 99th percentile. */
                event_loop_lag_ms: number;
                /** @description The same. */
                generated_tokens_per_second: number;
                /** @description From 0 to 1, of the busiest GPU. */
                gpu_use: number | null;
                /** @description From 0 to 1; `null` where no engine tells. */
                kv_cache_use: number | null;
                /** @description Of the server and the processes of its engines. */
                memory_bytes: number;
                /** @description Spread over the time that a generation took, once it has ended. */
                prompt_tokens_per_second: number;
                queued_requests: number;
                /** @description Of its end; seconds since 1970. */
                time: number;
                /** @description Time to first token of the generations of the last minute. */
                ttft_p50_ms: number | null;
                ttft_p95_ms: number | null;
            }[];
            /** @description Since the server began. */
            totals: {
                adapter_swaps: number;
                cached_prompt_tokens: number;
                failed_generations: number;
                generated_tokens: number;
                generations: number;
                model_loads: number;
                prompt_tokens: number;
                seconds: number;
                tool_calls: number;
            };
        };
        Model: {
            created: number;
            id: string;
            /** @description Tokens that one request may use, prompt and output together. */
            max_model_len?: number;
            /** @description What the file says of itself, where it is known. */
            meta?: {
                architecture?: string;
                n_params?: number;
                quantization?: string;
                /** @description Bytes of the file. */
                size?: number;
            };
            /** @description What it takes beside text, once that is known. */
            modalities?: {
                /** @description Whether messages may hold images. */
                vision: boolean;
            };
            /** @constant */
            object: "model";
            owned_by: string;
            /** @description For an adapter: the model that it changes. */
            parent?: string;
            /** @description For an adapter: the model whose weights it uses. */
            root?: string;
            status?: {
                /** @description From 0 to 1. */
                progress?: number;
                /**
                 * @description `unloaded`: loaded once a request names it.
                 * @enum {string}
                 */
                value: "unloaded" | "loading" | "loaded" | "failed";
            };
        };
        ModelInspection: {
            /** @description Of `text`, `tools`, `reasoning`, `embeddings`, `ranking`. */
            abilities: string[];
            architecture: string;
            base_models: string[];
            /** @description Jinja. */
            chat_template: string | null;
            /** @description Tokens, as trained. */
            context_length: number;
            embedding_length: number;
            filename: string;
            /** @enum {string} */
            format: "gguf" | "onnx";
            id: string;
            layers: number;
            license: string | null;
            memory: {
                compute_bytes: number;
                /** @description Tokens of one slot. */
                context_size: number;
                kv_cache_bytes: number;
                total_bytes: number;
                weights_bytes: number;
            }[];
            name: string | null;
            /** @constant */
            object: "model.inspection";
            parameters: number;
            quantization: string;
            /** @description What a download takes. */
            reference: string;
            /** @description Whether `POST /models/remove` deletes it. */
            removable: boolean;
            sha256: string | null;
            size_bytes: number;
            /** @description Conversations at the same time that the memory was reckoned with. */
            slots: number;
            vocabulary_size: number;
        };
        ModelList: {
            data: components["schemas"]["Model"][];
            /** @constant */
            object: "list";
        };
        NewApiKey: {
            created_at: number;
            /** @description Whether this request was sent with it. */
            current: boolean;
            /** @description From when on it is refused; `null`: never. */
            expires_at: number | null;
            id: string;
            /** @description The key itself; it is shown here once. */
            key: string;
            /** @description `null`: not since the server began. */
            last_used_at: number | null;
            /** @description Those of the key's own; `null`: the server's default, if it has one. */
            limits: {
                concurrency: (number | "unlimited") | null;
                requests_per_minute: (number | "unlimited") | null;
                tokens_per_minute: (number | "unlimited") | null;
            };
            name: string;
            /** @constant */
            object: "api_key";
            scopes: ("chat" | "admin" | "train" | "data" | "metrics")[];
        };
        NewConversation: {
            folder?: string | null;
            /** @description Left out, it gets one. */
            id?: string | null;
            /** @description What was said in it, such as that of an export. */
            messages?: components["schemas"]["Message"][] | null;
            system_prompt?: string | null;
            title?: string | null;
        };
        NewMessages: {
            /** @description The id of a message of its tree, which the history goes through; null: a new beginning; by default its end. */
            after?: string | null;
            /** @description Of any role but system. None: the history ends at `after`. */
            messages: components["schemas"]["Message"][];
        };
        PromoteAdapterRequest: {
            /** @description The scale with which requests that choose no adapter get it; 0: they do not. Left out: as it was. */
            default_scale?: number | null;
            /** @description Also a version that its gate has refused. */
            force?: boolean | null;
            /** @description For those who read the history. */
            reason?: string | null;
            version: number;
        };
        PushRequest: {
            /** @constant */
            target: "label-studio";
            /** @description What its people are asked: which of two answers is better (the default), how good one is, or how it should be. */
            template?: ("pairwise" | "rating" | "correction") | null;
            /** @description Of its project, where none is configured. Default `Tuneloop TEMPLATE`. */
            title?: string | null;
            /** @description The filters of `GET /v1/interactions`. */
            where?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                failed?: boolean;
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                /** @enum {string} */
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            } | null;
        } | {
            /** @description Name of its data set; made where it is missing. */
            dataset: string;
            /** @description Adds each answer to a run of this name, too. */
            run?: string | null;
            /** @constant */
            target: "langfuse";
            /** @description The filters of `GET /v1/interactions`. */
            where?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                failed?: boolean;
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                /** @enum {string} */
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            } | null;
        };
        PushTargetList: {
            data: {
                configured: boolean;
                /** @description Settings without which nothing is sent. */
                missing: string[];
                /** @enum {string} */
                name: "label-studio" | "langfuse";
                url: string | null;
            }[];
            /** @constant */
            object: "list";
        };
        Rating: {
            author: string;
            comment: string | null;
            correction: string | null;
            /** @description Seconds since 1970, with milliseconds. */
            created_at: number;
            id: string;
            interaction_id: string;
            /** @constant */
            object: "rating";
            score: number | null;
            /** @enum {string} */
            source: "web" | "terminal" | "api" | "label-studio" | "langfuse" | "import";
            steps: boolean[] | null;
            tags: string[] | null;
            thumb: ("up" | "down") | null;
            /** @description Fields of the author's earlier ratings that this one takes back. */
            withdrawn: string[];
        };
        RatingRequest: {
            /** @description Who judges; by default the API key. Others need `data` or `admin`. */
            author?: string | null;
            comment?: string | null;
            /** @description The answer as it should have been. */
            correction?: string | null;
            /** @description 1 (bad) to 5 (good). */
            score?: number | null;
            /** @description Where it was made. Default `api`. */
            source?: ("web" | "terminal" | "api") | null;
            /** @description Which paragraphs of the answer are right, in order. */
            steps?: boolean[] | null;
            /** @description Replace the author's earlier ones. */
            tags?: string[] | null;
            thumb?: ("up" | "down") | null;
        };
        RecommendedModelList: {
            /** @description The smallest first. */
            data: {
                /** @description Whether this machine has that. */
                fits: boolean;
                id: string;
                license: string;
                name: string;
                on_disk: boolean;
                /** @description The one to begin with on this machine. */
                proposed: boolean;
                reference: string;
                /** @description Memory for one conversation of 8,192 tokens. */
                required_bytes: number;
                /** @description Of the download. */
                size_bytes: number;
            }[];
            /** @constant */
            object: "list";
        };
        RemovedModel: {
            freed_bytes: number;
            /** @constant */
            object: "model.removed";
        };
        RemoveModelRequest: {
            model: string;
        };
        Statistics: {
            agreement: {
                choices: {
                    /** @description Krippendorff's: 1 is perfect, 0 is chance; null where nothing can be said. */
                    alpha: number | null;
                    /** @description Judged by at least two. */
                    items: number;
                    values: number;
                };
                scores: {
                    /** @description Krippendorff's: 1 is perfect, 0 is chance; null where nothing can be said. */
                    alpha: number | null;
                    /** @description Judged by at least two. */
                    items: number;
                    values: number;
                };
                thumbs: {
                    /** @description Krippendorff's: 1 is perfect, 0 is chance; null where nothing can be said. */
                    alpha: number | null;
                    /** @description Judged by at least two. */
                    items: number;
                    values: number;
                };
            };
            authors: {
                authors: string[];
                items: number;
                /** @description Cohen's, of thumbs and choices together. */
                kappa: number | null;
            }[];
            /** @description The strongest first. */
            contestants: {
                adapters: string[];
                both_bad: number;
                contests: number;
                elo: number;
                high: number;
                /** @description Of the 95 % confidence interval. */
                low: number;
                model: string;
                name: string;
                /** @description Bradley and Terry's, as log odds; the mean is 0. */
                strength: number;
                ties: number;
                win_rate: {
                    high: number;
                    low: number;
                    share: number;
                };
                wins: number;
            }[];
            /** @constant */
            object: "statistics";
        };
        Success: {
            /** @constant */
            success: true;
        };
        TestedMcpServer: {
            /** @constant */
            object: "mcp_server.test";
            title: string | null;
            tools: {
                description: string | null;
                name: string;
            }[];
            version: string | null;
        };
        TestMcpServerRequest: {
            /** @description An entry of `mcpServers`: `command`, `args`, `env`, `cwd`, or `url`, `headers`; and `trustAnnotations`. */
            server: {
                [key: string]: unknown;
            };
        };
        ToolDecisionRequest: {
            /** @description null: as the configuration says. */
            decision: ("allow" | "ask" | "deny") | null;
        };
        ToolRun: {
            duration_ms: number;
            /** @constant */
            object: "tool.run";
            /** @description With `error`, why. */
            result: {
                /** @enum {string} */
                status: "success" | "error";
            } & {
                [key: string]: unknown;
            };
        };
        ToolRunRequest: {
            arguments?: {
                [key: string]: unknown;
            };
        };
        TrainingEvaluation: {
            /** @description What was trained. */
            after: string;
            /** @description What was live. */
            before: string;
            checks: {
                after: {
                    answer: string;
                    passed: boolean;
                };
                before: {
                    answer: string;
                    passed: boolean;
                };
                id: string;
                prompt: {
                    role: string;
                    text: string;
                }[];
            }[];
            counts: {
                [key: string]: number;
            };
            /** @description 95 %. */
            intervals: {
                [key: string]: {
                    high: number;
                    low: number;
                };
            };
            metrics: {
                [key: string]: number;
            };
            /** @constant */
            object: "training.evaluation";
            regression: {
                after: {
                    answer: string;
                    passed: boolean;
                };
                before: {
                    answer: string;
                    passed: boolean;
                };
                id: string;
                prompt: {
                    role: string;
                    text: string;
                }[];
            }[];
            samples: {
                after: string;
                before: string;
                /** @description Which one a judge took. */
                judged: ("before" | "after" | "tie") | null;
                prompt: {
                    role: string;
                    text: string;
                }[];
                /** @description The row's own answer. */
                reference: string | null;
            }[];
        };
        TrainingLog: {
            /** @description In bytes of the log. */
            from: number;
            /** @constant */
            object: "training.log";
            /** @description Whole lines. */
            text: string;
            /** @description Where the next part begins. */
            to: number;
        };
        TrainingPlan: {
            available_memory_bytes: number;
            /** @description Rows that `maxLength` cuts. */
            cut_rows: number;
            device: ("cpu" | "gpu") | null;
            /** @description An estimate. */
            disk_bytes: number;
            epochs: number;
            /** @description Rows of the data that cannot be used, by reason. */
            left_out: {
                [key: string]: number;
            };
            longest_row: number;
            /** @description An estimate. */
            memory_bytes: number;
            memory_parts: {
                [key: string]: number;
            } | null;
            /** @description The base. */
            model: string;
            /** @description Of the adapter. */
            name: string;
            /** @constant */
            object: "training.plan";
            parameters: number;
            quantization: string;
            /** @description As the trainer gets them. */
            rows: number;
            /** @description An estimate; null: no training of this kind was measured on this machine yet. */
            seconds: number | null;
            /** @description Complete, with what was left out chosen. */
            settings: {
                [key: string]: unknown;
            };
            steps: number;
            /** @description In one pass over all rows. */
            tokens: number;
            trained_parameters: number;
            /** @description Those of them that are learned from. */
            trained_tokens: number;
            validation_rows: number;
            warnings: string[];
        };
        TrainingPlanRequest: {
            /** @description Questions with what their answers must hold. */
            checks?: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
            /** @description `NAME` or `NAME@VERSION` of an adapter to go on from. */
            continue_from?: string;
            /** @description Rows to train on. */
            data: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            } | {
                /** @description The id of an export that has succeeded. */
                export: string;
            };
            /** @description Whether it is measured; `true` without it. */
            evaluate?: boolean;
            /** @description A model that compares answers before and after. */
            judge?: string;
            /** @description Bad rows that may be left out; 0 without it. */
            max_problems?: number;
            /** @description The base; left out: the default model. */
            model?: string;
            /** @description Of the adapter, which is served as `base:name`; left out: that of the data. */
            name?: string;
            /**
             * @description `if`, the default: when its gate lets it pass.
             * @enum {string}
             */
            promote?: "always" | "if" | "never";
            /** @description The gate, such as `win_rate>0.5 and regression<0.02`. */
            promote_if?: string;
            /** @description Checks that must not newly fail. */
            regression?: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
            /** @description Of the training, such as `{"method": "dpo", "epochs": 2, "lora": {"rank": 32}}`. */
            settings?: {
                [key: string]: unknown;
            };
            /** @description Whether progress is told, as server-sent events; `false` without it. */
            stream?: boolean;
            /** @description Rows to measure on: a file, or the fraction of the data. Left out: a tenth. */
            validation?: number | {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
        };
        TrainingReport: {
            /** @description A page of its own. */
            html: string | null;
            markdown: string;
            /** @constant */
            object: "training.report";
        };
        TrainingRequest: {
            /** @description Questions with what their answers must hold. */
            checks?: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
            /** @description `NAME` or `NAME@VERSION` of an adapter to go on from. */
            continue_from?: string;
            /** @description Rows to train on. */
            data: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            } | {
                /** @description The id of an export that has succeeded. */
                export: string;
            };
            /** @description Whether it is measured; `true` without it. */
            evaluate?: boolean;
            /** @description A model that compares answers before and after. */
            judge?: string;
            /** @description Bad rows that may be left out; 0 without it. */
            max_problems?: number;
            /** @description The base; left out: the default model. */
            model?: string;
            /** @description Of the adapter, which is served as `base:name`; left out: that of the data. */
            name?: string;
            /**
             * @description `if`, the default: when its gate lets it pass.
             * @enum {string}
             */
            promote?: "always" | "if" | "never";
            /** @description The gate, such as `win_rate>0.5 and regression<0.02`. */
            promote_if?: string;
            /** @description Checks that must not newly fail. */
            regression?: {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
            /** @description Of the training, such as `{"method": "dpo", "epochs": 2, "lora": {"rank": 32}}`. */
            settings?: {
                [key: string]: unknown;
            };
            /** @description Rows to measure on: a file, or the fraction of the data. Left out: a tenth. */
            validation?: number | {
                /** @description The id of a file of `/v1/files`. */
                file: string;
            };
        };
        TrainingRun: {
            continue_from: string | null;
            /** @description Seconds since 1970. */
            created_at: number;
            /** @description The name of its data. */
            data: string | null;
            /** @description Its jobs, for `/v1/jobs/graphs`. */
            graph: string | null;
            id: string;
            last_event: number;
            method: string;
            /** @description The base. */
            model: string;
            /** @description Of the adapter. */
            name: string;
            /** @constant */
            object: "training.run";
            /** @description Of its training, complete; without those that name files of the server. */
            settings: {
                [key: string]: unknown;
            };
            /**
             * @description `paused`: stopped to go on later. `forgotten`: its jobs are kept no more.
             * @enum {string}
             */
            status: "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled" | "forgotten";
            steps: {
                attempt: number;
                ended_at: number | null;
                error: {
                    code: string | null;
                    message: string;
                } | null;
                job: string;
                name: string;
                progress: {
                    completed: number;
                    label?: string;
                    phase: string;
                    total?: number;
                } | null;
                result: unknown;
                started_at: number | null;
                /** @enum {string} */
                status: "waiting" | "queued" | "running" | "delayed" | "succeeded" | "failed" | "cancelled" | "skipped";
            }[];
        };
        TrainingRunList: {
            data: components["schemas"]["TrainingRun"][];
            /** @constant */
            object: "list";
        };
        TurnDecisions: {
            decisions: {
                [key: string]: ("approve" | "refuse") | {
                    refuse: string;
                };
            };
            stream?: boolean | null;
        };
        WaitingTurnList: {
            data: {
                calls: {
                    /** @description As the model wrote them; normally JSON. */
                    arguments: string;
                    effects: {
                        code?: boolean;
                        destructive: boolean;
                        idempotent: boolean;
                        network: boolean;
                        reads: boolean;
                        writes: boolean;
                    } | null;
                    id: string;
                    name: string;
                    /** @description Which rule of the policy asks. */
                    reason: string;
                }[];
                /** @description Seconds since 1970. */
                created_at: number;
                turn_id: string;
            }[];
            /** @constant */
            object: "list";
        };
    };
    responses: {
        /** @description The request has a mistake; `param` names it. */
        Error400: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No API key, or one that is unknown or revoked. */
        Error401: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The API key lacks the scope, or the Host or Origin is not allowed. */
        Error403: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such model or response. */
        Error404: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The method is not allowed here; `Allow` names those that are. */
        Error405: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The API key is over its limit; try again after `Retry-After` seconds. */
        Error429: {
            headers: {
                "retry-after": components["headers"]["RetryAfter"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The server failed. */
        Error500: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The queue is full, resources ran out, or the server is stopping; try again after `Retry-After` seconds. */
        Error503: {
            headers: {
                "retry-after": components["headers"]["RetryAfter"];
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this request in the log; the one that was sent, if it was sane. */
        RequestId: string;
        /** @description Seconds to wait before the next try. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    applyTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppliedTemplate"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabChatRequest"];
            };
        };
        responses: {
            /** @description The answer, as a stream when `stream` is true. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabAnswer"];
                    "text/event-stream": {
                        data: string;
                        event?: string;
                        id?: string;
                    };
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabHealth"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listConversations: {
        parameters: {
            query?: {
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
                /** @description Words, each of which the title or a message of the history holds. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createConversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConversation"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMessages"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedConversation"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationChange"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelTurn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data: string;
                        event?: string;
                        id?: string;
                    };
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    forkConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationFork"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addMessages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessages"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMessages"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readConversationTree: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationTree"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWaitingTurns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingTurnList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeTurn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a conversation. */
                id: string;
                /** @description The id of a waiting turn. */
                turn: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TurnDecisions"];
            };
        };
        responses: {
            /** @description The answer, as a stream when `stream` is true. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabAnswer"];
                    "text/event-stream": {
                        data: string;
                        event?: string;
                        id?: string;
                    };
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listLabModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabModelList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    inspectModel: {
        parameters: {
            query?: {
                /** @description Reckon with so many tokens; the usual sizes without it. */
                context_size?: number;
                /** @description Its name; the default model without it. */
                model?: string;
                /** @description Conversations at the same time. */
                slots?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelInspection"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    loadModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManageModelRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMemory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryOverview"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRecommendedModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendedModelList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoveModelRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedModel"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    unloadModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManageModelRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAdapters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdapterList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAdapterHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The adapter's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdapterHistory"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    promoteAdapter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The adapter's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromoteAdapterRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdapterPromotion"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retireAdapter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The adapter's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdapterReason"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rollBackAdapter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The adapter's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdapterReason"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdapterPromotion"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeAdapterVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The adapter's name. */
                name: string;
                /** @description Its number. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createComparison: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparisonRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                    "text/event-stream": {
                        data: string;
                        event?: string;
                        id?: string;
                    };
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveComparison: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a comparison. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    chooseDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a comparison. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparisonChoiceRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listExports: {
        parameters: {
            query?: {
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the export, which is a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the export, which is a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedExport"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    previewExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportPreviewRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportPreview"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                /** @description The id of the last file of the page before. */
                after?: string;
                /** @description Files on a page. */
                limit?: number;
                /** @description By the time when they came. */
                order?: "asc" | "desc";
                /** @description With this purpose only. */
                purpose?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    uploadFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @constant */
                    "expires_after[anchor]"?: "created_at";
                    "expires_after[seconds]"?: number;
                    file: string;
                    /**
                     * @description `fine-tune`: JSONL, whose lines are checked.
                     * @enum {unknown}
                     */
                    purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals";
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listInteractions: {
        parameters: {
            query?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                /** @description The last id of the page before. */
                after?: string;
                conversation_id?: string;
                /** @description Failed ones only, or the others only. */
                failed?: "true" | "false";
                limit?: number;
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveInteraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an interaction, which is that of the completion. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interaction"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteInteraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an interaction, which is that of the completion. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedInteraction"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rateInteraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an interaction, which is that of the completion. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RatingRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rating"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    countInteractions: {
        parameters: {
            query?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                /** @description Failed ones only, or the others only. */
                failed?: "true" | "false";
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionTimeline"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description The id of the last job of the page before. */
                after?: string;
                /** @description The steps of this graph only. */
                group?: string;
                /** @description Of this kind only. */
                kind?: string;
                /** @description Jobs on a page. */
                limit?: number;
                /** @description With this status only. */
                status?: "waiting" | "queued" | "running" | "delayed" | "succeeded" | "failed" | "cancelled" | "skipped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    submitJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives what is there already. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteApiKey: {
        parameters: {
            query?: {
                /** @description Revoke it even if no key could administer the server over HTTP after that. */
                allow_lockout?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The id of an API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedApiKey"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyChange"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listLogLines: {
        parameters: {
            query?: {
                /** @description The position of a line: those before it. */
                before?: number;
                /** @description This level, and what is more important. */
                level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
                limit?: number;
                /** @description Lines of this request. */
                request_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    followLog: {
        parameters: {
            query?: {
                /** @description The position of a line: those after it. 0: all that are kept. */
                after?: string;
                /** @description This level, and what is more important. */
                level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
                /** @description Lines of this request. */
                request_id?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data: string;
                        event?: string;
                        id?: string;
                    };
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveLoop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Loop"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    runLoop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoopRunRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Loop"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listMcpServers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServerList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddMcpServerRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of an MCP server. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    restartMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of an MCP server. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestMcpServerRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestedMcpServer"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsOverview"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    retrieveDefaultModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setDefaultModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefaultModelRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPushes: {
        parameters: {
            query?: {
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createPush: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrievePush: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the push, which is a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelPush: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the push, which is a job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPushTargets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTargetList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                /** @description Of those that used this adapter; `none`: of those without any. */
                adapter?: string;
                conversation_id?: string;
                /** @description Failed ones only, or the others only. */
                failed?: "true" | "false";
                /** @description Its mean score is at least so much. */
                min_score?: number;
                /** @description Of this model, whatever its adapters. */
                model?: string;
                rating?: "up" | "down" | "corrected" | "compared" | "any" | "none";
                /** @description All interactions of one completion. */
                request_id?: string;
                /** @description ISO 8601: at this time or later. */
                since?: string;
                /** @description Carried by the interaction or by a current rating. */
                tag?: string;
                /** @description Words that prompt, output or comments hold, all of them. */
                text?: string;
                /** @description ISO 8601: before this time. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listControlledTools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledToolList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    tryTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a tool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolRunRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    decideTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a tool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolDecisionRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledTool"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    planTraining: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingPlanRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingPlan"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listTrainingRuns: {
        parameters: {
            query?: {
                /** @description Runs at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRunList"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    submitTrainingRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key gives the run that is there already. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveTrainingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelTrainingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveTrainingEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingEvaluation"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveTrainingLog: {
        parameters: {
            query?: {
                /** @description A position in bytes, the `to` of an earlier answer. */
                after?: number;
            };
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingLog"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    pauseTrainingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retrieveTrainingReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingReport"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeTrainingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRun"];
                };
            };
            /** @description The API key is over its limit; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is too much to do, or the server is stopping; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
