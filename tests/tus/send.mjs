// Sends files with the tus project's own client. In: {endpoint, token, files: [{path, stream, sha256, type}]} as the one argument, JSON.
// Ends well once every file is there.
import { readFileSync } from 'node:fs'
import { Upload } from 'tus-js-client'

const { endpoint, token, files } = JSON.parse(process.argv[2])

/** Resumes until it is through: each of the cuts is one more try, and one that got further starts the count anew. */
function send(file) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(readFileSync(file.path), {
      endpoint,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { stream: file.stream, sha256: file.sha256, filetype: file.type },
      retryDelays: Array(50).fill(10),
      onError: reject,
      onSuccess: resolve,
    })
    upload.start()
  })
}

for (const file of files) await send(file)
