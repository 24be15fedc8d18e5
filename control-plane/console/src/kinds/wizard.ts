/** What to type so that a node starts, on each platform. */

export interface Enrolment {
  name: string
  certificate: string
  private_key: string
  ca_certificate: string
}

export interface NodeSettings {
  /** host:port that nodes dial for their configuration, and for telemetry. */
  cluster: string
  telemetry: string
  /** The name in the control plane's certificate. */
  serverName: string
  image: string
  labels: string
}

/** The settings that every platform needs, by their names in kong.conf. */
function settings(node: NodeSettings): [string, string][] {
  const out: [string, string][] = [
    ['role', 'data_plane'],
    ['database', 'off'],
    ['vitals', 'off'],
    ['cluster_mtls', 'pki'],
    ['cluster_control_plane', node.cluster],
    ['cluster_server_name', node.serverName],
    ['cluster_telemetry_endpoint', node.telemetry],
    ['cluster_telemetry_server_name', node.serverName],
    ['konnect_mode', 'off'],
    ['router_flavor', 'traditional_compatible'],
  ]
  if (node.labels.trim() !== '') out.push(['cluster_dp_labels', node.labels.trim()])
  return out
}

function shell(text: string): string {
  return `"${text.trimEnd().replace(/(["\\$`])/g, '\\$1')}"`
}

function variable(name: string): string {
  return `KONG_${name.toUpperCase()}`
}

/** One command with everything in it; more -e and -v lines fit in before the image. */
export function docker(node: NodeSettings, enrolment: Enrolment): string {
  const pems: [string, string][] = [
    ['cluster_cert', enrolment.certificate],
    ['cluster_cert_key', enrolment.private_key],
    ['cluster_ca_cert', enrolment.ca_certificate],
    ['lua_ssl_trusted_certificate', 'system'],
  ]
  const lines = [...settings(node), ...pems].map(([name, value]) => `  -e ${variable(name)}=${shell(value)} \\`)
  return ['docker run -d \\', ...lines, '  -p 8000:8000 \\', '  -p 8443:8443 \\', `  ${node.image}`].join('\n')
}

export function namespace(): string {
  return 'kubectl create namespace kong'
}

/** Certificate, key and the control plane's CA as one secret. */
export function secret(): string {
  return [
    'kubectl create secret generic kong-cluster-cert -n kong \\',
    '  --type=kubernetes.io/tls \\',
    '  --from-file=tls.crt=./tls.crt \\',
    '  --from-file=tls.key=./tls.key \\',
    '  --from-file=ca.crt=./ca.crt',
  ].join('\n')
}

/** values.yaml of the Helm chart. */
export function values(node: NodeSettings): string {
  const [repository, tag] = split(node.image)
  const env: [string, string][] = [
    ...settings(node),
    ['cluster_cert', '/etc/secrets/kong-cluster-cert/tls.crt'],
    ['cluster_cert_key', '/etc/secrets/kong-cluster-cert/tls.key'],
    ['cluster_ca_cert', '/etc/secrets/kong-cluster-cert/ca.crt'],
    ['lua_ssl_trusted_certificate', 'system'],
  ]
  return [
    'image:',
    `  repository: ${repository}`,
    `  tag: "${tag}"`,
    '',
    'secretVolumes:',
    '  - kong-cluster-cert',
    '',
    'admin:',
    '  enabled: false',
    '',
    'env:',
    ...env.map(([name, value]) => `  ${name}: ${/^[a-z_]+$/.test(value) && value !== 'off' ? value : JSON.stringify(value)}`),
    '',
    'ingressController:',
    '  enabled: false',
    '  installCRDs: false',
    '',
  ].join('\n')
}

export function helm(): string {
  return 'helm install troop-node ./deploy/helm/troop -n kong --values ./values.yaml'
}

function split(image: string): [string, string] {
  const at = image.lastIndexOf(':')
  return at > image.lastIndexOf('/') ? [image.slice(0, at), image.slice(at + 1)] : [image, 'latest']
}

/** A fragment for kong.conf; the certificates lie beside it. */
export function conf(node: NodeSettings): string {
  const files: [string, string][] = [
    ['cluster_cert', '/etc/kong/cluster.crt'],
    ['cluster_cert_key', '/etc/kong/cluster.key'],
    ['cluster_ca_cert', '/etc/kong/cluster-ca.crt'],
    ['lua_ssl_trusted_certificate', 'system'],
  ]
  return [...settings(node), ...files].map(([name, value]) => `${name} = ${value}`).join('\n')
}

export function start(): string {
  return 'sudo chmod 600 /etc/kong/cluster.key\nkong start -c /etc/kong/kong.conf'
}
