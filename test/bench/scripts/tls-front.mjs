// Stands in front of a server on this machine and speaks TLS for it. Arguments: the server's port, a key, a certificate.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';

const [port = '', key = '', cert = ''] = process.argv.slice(2);
const front = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
  const behind = connect(Number(port), '127.0.0.1');
  for (const side of [socket, behind]) side.setNoDelay(true).on('error', () => side.destroy());
  socket.pipe(behind).pipe(socket);
});
front.listen(0, '127.0.0.1', () => process.stdout.write(`https://localhost:${front.address().port}\n`));
