// The tus project's own server over a folder. In: the folder, the path. Says its port, and ends with its standard input.
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [directory, path] = process.argv.slice(2)
const tus = new Server({ path, datastore: new FileStore({ directory }) })
const server = createServer((request, response) => {
  if (request.url.startsWith(path)) return tus.handle(request, response)
  response.writeHead(404).end()
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('end', () => process.exit(0)).resume()
