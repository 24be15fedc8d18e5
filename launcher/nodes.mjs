// Reads the answer of /clustering/data-planes and prints a line for each node: connected ones first.

let text = ''
for await (const part of process.stdin) text += part
const nodes = JSON.parse(text).data

function ago(seconds) {
  const past = Math.max(0, Math.round(Date.now() / 1000 - seconds))
  if (past < 120) return `${past} s`
  if (past < 7200) return `${Math.round(past / 60)} min`
  return past < 172800 ? `${Math.round(past / 3600)} h` : `${Math.round(past / 86400)} days`
}

function state(node) {
  if (!node.connected) return `away for ${ago(node.last_seen)}`
  if (node.rejection) return `rejected: ${node.rejection}`
  const bad = node.quarantined.length
  return bad ? `connected, ${bad} in quarantine` : 'connected'
}

const rows = nodes
  .sort((a, b) => b.connected - a.connected || b.last_seen - a.last_seen)
  .map((node) => [node.id, node.hostname, node.version, `${node.revision ?? '-'}`, node.config_hash.slice(0, 12), state(node)])
const table = [['ID', 'HOST', 'VERSION', 'REVISION', 'CONFIG HASH', 'STATE'], ...rows]
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
for (const row of table) {
  console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd())
}
