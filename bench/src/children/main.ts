/** The program of a child process: answers one request and writes the result to standard output. */
import { answer, type Requests } from "./request.js";

const [kind, argument = "null"] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await answer(kind as keyof Requests, JSON.parse(argument))));
