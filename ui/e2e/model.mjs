// A scripted model: an OpenAI-compatible server that streams what a story says.

import { createServer } from 'node:http';

/**
 * Starts a model that answers each request with the next step of the script.
 * A step is a function that gets the request's body and a speaker, and may
 * `await`; the answer ends when it returns.
 */
export async function scriptedModel(...script) {
  const asked = [];
  const open = new Set();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    if (request.method !== 'POST' || !request.url.endsWith('/chat/completions')) {
      response.writeHead(404).end();
      return;
    }
    const body = JSON.parse(text);
    const step = script[asked.length] ?? ((_, speak) => speak.text('The script has ended.'));
    asked.push(body);
    open.add(response);
    response.once('close', () => open.delete(response));
    await step(body, new Speaker(response));
    if (!response.writableEnded && !response.destroyed) response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    /** Bodies of the requests so far. */
    asked,
    /** Answers that have not ended. */
    open,
    env: {
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: 'key-for-a-story',
      LLM_MODEL: 'scripted',
    },
    close() {
      for (const response of open) response.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

class Speaker {
  constructor(response) {
    this.response = response;
    this.calls = 0;
  }

  /** A piece of text. */
  piece(content) {
    this.chunk({ delta: { role: 'assistant', content } });
  }

  /** A whole answer of text. */
  text(content) {
    this.piece(content);
    this.end('stop');
  }

  /** Calls of tools, their arguments cut in pieces as real models do. */
  call(...calls) {
    calls.forEach(([name, args], index) => {
      this.calls += 1;
      const words = JSON.stringify(args);
      const half = Math.ceil(words.length / 2);
      this.chunk({
        delta: {
          role: 'assistant',
          tool_calls: [{ index, id: `call_${this.calls}`, type: 'function', function: { name, arguments: '' } }],
        },
      });
      for (const part of [words.slice(0, half), words.slice(half)]) {
        this.chunk({ delta: { tool_calls: [{ index, function: { arguments: part } }] } });
      }
    });
    this.end('tool_calls');
  }

  end(finish_reason) {
    this.chunk({ delta: {}, finish_reason });
    this.response.write('data: [DONE]\n\n');
  }

  /** Says nothing more, and does not end, until the other side hangs up. */
  hang() {
    return new Promise((resolve) => this.response.once('close', resolve));
  }

  chunk(choice) {
    if (!this.response.headersSent) {
      this.response.writeHead(200, { 'content-type': 'text/event-stream' });
    }
    const body = {
      id: 'answer',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'scripted',
      choices: [{ index: 0, finish_reason: null, ...choice }],
    };
    this.response.write(`data: ${JSON.stringify(body)}\n\n`);
  }
}

/** A promise and the function that keeps it: lets a story hold an answer back. */
export function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
