import { startHost } from "./host.mjs";

const host = await startHost(Number(process.env.PORT ?? 8321));
console.log(`${host.url}  PIN of the first attendant: 2580`);
