// What of the package is described where, in the order in which a reader looks for it.

/** The file of declarations of each module, by the name that it is imported by. */
export const modules = {
  "cqrs-wasm": "index.d.ts",
  "cqrs-wasm/testing": "testing.d.ts",
  "cqrs-wasm/element": "element.d.ts",
};

/** `tables` are described message by message. */
export const outline = [
  {
    name: "reference-engine",
    title: "The engine",
    about:
      "What `createCqrs` of `cqrs-wasm` makes, what it is asked to do, and what it answers. " +
      "[Start in 60 seconds](start.html) shows it at work.",
    sections: [
      ["Making one", ["createCqrs", "CqrsOptions", "BeginningOptions", "Limits"]],
      ["What it does", ["Cqrs"]],
      [
        "Commands and their results",
        ["Command", "CommandOptions", "DispatchResult", "Receipt", "BatchResult", "BatchFailure"],
      ],
      ["Errors", ["Failure", "ErrorCode", "unwrap", "CqrsError"]],
      [
        "Queries and their answers",
        ["QueryResult", "Answer", "QueryOptions", "Live", "ParamsOf", "ResultOf", "QueryArguments"],
      ],
      [
        "The log and its events",
        [
          "Recorded",
          "RecordedOther",
          "ReadOptions",
          "SubscribeOptions",
          "Query",
          "QueryItem",
          "NewEvent",
          "AppendCondition",
          "Frozen",
        ],
      ],
      ["Read models", ["ReadModelState", "ReadModelMode", "ReplicaOptions"]],
      ["Processes", ["ProcessState", "IssuedCommand", "FailureHandler"]],
      ["The past, and stories", ["PastView", "Traced", "RejectedCommand"]],
      ["Saving and restoring", ["SavedLog", "ExportOptions", "Recovered"]],
      ["Figures and descriptions", ["Stats", "Schema", "JsonSchema", "Json"]],
    ],
  },
  {
    name: "reference-own",
    title: "Domains of your own",
    about:
      "Domains, read models and processes in JavaScript, from `cqrs-wasm`. " +
      "[A domain of your own](domain.html) shows one from beginning to end.",
    sections: [
      [
        "Domains",
        [
          "domain",
          "DomainDefinition",
          "reject",
          "Rejection",
          "DecidedCommand",
          "DecidedEvent",
          "FoldedEvent",
        ],
      ],
      ["Read models", ["ProjectionDefinition", "QueryFunctions"]],
      ["Processes", ["ProcessDefinition"]],
      [
        "What messages are made of",
        ["type", "Schemas", "StandardSchema", "SchemaResult", "InputOf", "OutputOf"],
      ],
      [
        "What an engine knows",
        [
          "Messages",
          "MessagesOf",
          "AllMessages",
          "Widened",
          "DomainMessages",
          "ProjectionMessages",
          "NameIn",
        ],
      ],
    ],
  },
  {
    name: "reference-messages",
    title: "Messages of the domains",
    about:
      "The commands, events and queries that are compiled in. Amounts and prices are in minor units, such as cents. " +
      "The same comes as JSON Schema from `Cqrs.schema`.",
    sections: [["By domain", ["Domains", "DomainName", "Services", "ServiceName"]]],
    tables: ["Domains", "Services"],
  },
  {
    name: "reference-testing",
    title: "Testing",
    about:
      "Given, when, then, from `cqrs-wasm/testing`, for any test runner. [Testing](testing.html) shows how it reads.",
    sections: [
      ["Beginning a test", ["specify", "given"]],
      ["What follows", ["Given", "Outcome", "GivenEvent", "ExpectedEvent"]],
    ],
  },
  {
    name: "reference-elements",
    title: "Elements",
    about:
      'The types of `cqrs-wasm/element`. `import "cqrs-wasm/element"` registers `<cqrs-demo>` and `<cqrs-inspector>`; ' +
      "[Embedding](embedding.html) shows all that can be said in a page.",
    sections: [
      ["A scene", ["CqrsDemoElement", "CqrsDemoAttributes"]],
      ["What it tells the page", ["CqrsDemoEventMap", "CqrsDemoCommand"]],
      ["An inspector", ["CqrsInspectorElement"]],
    ],
  },
];
