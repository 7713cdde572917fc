/**
 * The registry of a repository in which nothing asks for one yet: empty, with everything one needs to start in comments.
 */

/** @param schema path of the JSON Schema, or null when there is none to point at */
export function starterRegistry(schema: string | null): string {
  const line = schema === null ? '' : `  "$schema": ${JSON.stringify(schema)},\n`;
  return `{
${line}  "version": 1,

  // Each thing that must have one home: its name, and the file and symbol that are that home. From this one line
  // follows that nothing else may define it, and that nothing gives it a second name:
  //
  //   "WebSocketManager": "src/ws/manager.ts#WebSocketManager"
  //
  // In full, with the modules that must no longer be imported and what to write instead:
  //
  //   "WebSocketManager": {
  //     "canonical": "app/ws/manager.py#WebSocketManager",
  //     "owner": "@platform",
  //     "banned": ["app.ws.legacy_manager"]
  //   }
  "concepts": {},

  // Modules that nobody should import any more, without a home of their own:
  //
  //   { "module": "moment", "use": "dayjs" }
  "banned": []
}
`;
}
