// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/docspage.h"

#include "core/serving/openapi.h"

#include <string_view>

namespace vitrine::serving {

namespace {

// Texts from the model reach the page as text nodes only, never as markup.
constexpr std::string_view page = R"PAGE(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Model API</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2f6f8f; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } .sub { opacity: .75; margin-top: .2rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
code, pre, textarea, input, select { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .8rem; overflow: auto; border-radius: 6px; white-space: pre-wrap; }
form { display: grid; grid-template-columns: max-content 1fr; gap: .4rem .8rem; align-items: center; }
input, select { padding: .3rem .5rem; border: 1px solid var(--line); border-radius: 4px; background: transparent; color: inherit; }
option { color: initial; }
button { grid-column: 2; justify-self: start; padding: .4rem 1.2rem; border: 0; border-radius: 4px; background: var(--accent); color: #fff; font-size: 15px; }
.bad { color: #b3261e; }
</style></head><body>
<h1 id="title">Model API</h1><p class="sub" id="sub"></p><p id="about"></p>
<h2>Try it</h2>
<form id="form"></form>
<h3>Request</h3><pre id="request"></pre>
<h3>Answer</h3><pre id="answer" aria-live="polite">Fill in the form and press Predict.</pre>
<h2>Endpoints</h2><table><thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead><tbody id="paths"></tbody></table>
<script>
'use strict';
// A model's own page lies below its name.
const base = location.pathname.replace(/\/(__docs__|docs)\/?$/, '');
const byId = id => document.getElementById(id);
const make = (tag, text) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; return e; };
let columns = [];
function token() { return byId('token') ? byId('token').value : ''; }
function headers() {
  const h = { 'Content-Type': 'application/json' };
  if (token()) h.Authorization = 'Bearer ' + token();
  return h;
}
function valueOf(column, text) {
  if (text === '') return null;
  if (column.type === 'boolean') return text === 'true';
  if (column.type === 'number' || column.type === 'integer') { const n = Number(text); return Number.isNaN(n) ? text : n; }
  return text;
}
function row() {
  const r = {};
  for (const c of columns) r[c.name] = valueOf(c, c.field.value);
  return r;
}
function showRequest() {
  const body = JSON.stringify([row()]);
  byId('request').textContent = "curl -s " + location.origin + base + "/predict -H 'Content-Type: application/json'"
    + (token() ? " -H 'Authorization: Bearer …'" : '') + " -d '" + body.replaceAll("'", "'\\''") + "'";
}
async function predict(event) {
  event.preventDefault();
  const answer = byId('answer');
  try {
    const r = await fetch(base + '/predict', { method: 'POST', headers: headers(), body: JSON.stringify([row()]) });
    answer.className = r.ok ? '' : 'bad';
    answer.textContent = r.status + '  (' + (r.headers.get('X-Model-Version') || '') + ')\n' + JSON.stringify(await r.json(), null, 2);
  } catch (problem) {
    answer.className = 'bad';
    answer.textContent = 'The server did not answer: ' + problem;
  }
}
function addField(form, label, field) {
  const l = make('label', label);
  l.htmlFor = field.id;
  form.append(l, field);
  field.addEventListener('input', showRequest);
}
function build(doc) {
  const schema = doc.components.schemas.prototype;
  byId('title').textContent = doc.info.title;
  byId('sub').textContent = doc.info.version;
  byId('about').textContent = doc.info.description;
  document.title = doc.info.title;
  const form = byId('form');
  form.replaceChildren();
  columns = Object.entries(schema.properties).map(([name, s], i) => {
    const choices = s.enum || (s.type === 'boolean' ? ['false', 'true'] : null);
    const field = make(choices ? 'select' : 'input');
    field.id = 'c' + i;
    for (const c of choices || []) field.append(make('option', c));
    const example = schema.example[name];
    field.value = example === null || example === undefined ? '' : String(example);
    addField(form, name, field);
    return { name, type: s.type, field };
  });
  if (kept) {
    const secret = secretField();
    secret.value = kept;
    addField(form, 'token', secret);
  }
  form.append(make('button', 'Predict'));
  form.onsubmit = predict;
  for (const [path, methods] of Object.entries(doc.paths))
    for (const [method, about] of Object.entries(methods)) {
      const tr = make('tr');
      const code = make('td');
      code.append(make('code', path));
      tr.append(make('td', method.toUpperCase()), code, make('td', about.summary));
      byId('paths').append(tr);
    }
  showRequest();
}
function secretField() {
  const secret = make('input');
  secret.id = 'token';
  secret.type = 'password';
  secret.autocomplete = 'off';
  return secret;
}
function say(text, bad) {
  byId('answer').className = bad ? 'bad' : '';
  byId('answer').textContent = text;
}
let kept = '';
function askForToken(wrong) {
  const form = byId('form');
  form.replaceChildren();
  const label = make('label', 'token');
  const secret = secretField();
  label.htmlFor = secret.id;
  form.append(label, secret, make('button', 'Continue'));
  form.onsubmit = event => { event.preventDefault(); kept = secret.value; load(); };
  say(wrong ? 'The server does not know this token.' : 'This server wants a token before it shows the model.', wrong);
  secret.focus();
}
async function load() {
  try {
    const r = await fetch(base + '/openapi.json', { headers: kept ? { Authorization: 'Bearer ' + kept } : {} });
    if (r.status === 401) return askForToken(kept !== '');
    build(await r.json());
    say('Fill in the form and press Predict.', false);
  } catch (problem) {
    say('The description of the model could not be read: ' + problem, true);
  }
}
load();
</script></body></html>
)PAGE";

} // namespace

void docsPage(Exchange &exchange)
{
    exchange.response.contentType = "text/html; charset=utf-8";
    exchange.response.addHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src "
        "'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    exchange.response.body = page;
}

void openApiDocument(Exchange &exchange)
{
    exchange.response.body = openApi(*exchange.version);
}

} // namespace vitrine::serving
