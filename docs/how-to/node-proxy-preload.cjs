// Lets Node's own `https` heed HTTPS_PROXY, which it does not before version 24:
//   NODE_OPTIONS='--require ./node-proxy-preload.cjs' node client.js
// From version 24 on set NODE_USE_ENV_PROXY=1 instead; that covers `fetch` too.
'use strict';
const http = require('node:http');
const https = require('node:https');
const tls = require('node:tls');

const named = process.env.HTTPS_PROXY || process.env.https_proxy;

class ThroughProxy extends https.Agent {
  createConnection(options, done) {
    const proxy = new URL(named);
    const target = `${options.host}:${options.port}`;
    const ask = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target });
    ask.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        done(new Error(`the proxy answered ${answer.statusCode} for ${target}`));
        return;
      }
      done(null, tls.connect({ ...options, socket, servername: options.servername || options.host }));
    });
    ask.on('error', done);
    ask.end();
  }
}

if (named) https.globalAgent = new ThroughProxy();
