/** Pictures with at most 256 colours: a quarter of the bytes, and no eye sees the difference in a page. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const MOST = 256

interface Picture {
  width: number
  height: number
  /** Bytes of a pixel: 3, or 4 with its opacity, which pages don't have. */
  depth: number
  pixels: Buffer
}

function chunks(png: Buffer): { type: string; data: Buffer }[] {
  const found = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    found.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return found
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** Reads what browsers write: 8 bits a channel, not interlaced. */
function decoded(png: Buffer): Picture {
  const all = chunks(png)
  const head = all.find((each) => each.type === 'IHDR')?.data ?? Buffer.alloc(13)
  const [width, height, depth] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 6 ? 4 : 3]
  const raw = inflateSync(Buffer.concat(all.filter((each) => each.type === 'IDAT').map((each) => each.data)))
  const line = width * depth
  const pixels = Buffer.alloc(line * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const at = y * line + x
      const left = x >= depth ? (pixels[at - depth] ?? 0) : 0
      const up = y > 0 ? (pixels[at - line] ?? 0) : 0
      const corner = x >= depth && y > 0 ? (pixels[at - line - depth] ?? 0) : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0
      pixels[at] = (raw[y * (line + 1) + 1 + x] ?? 0) + guess
    }
  }
  return { width, height, depth, pixels }
}

function colourAt({ pixels, depth }: Picture, i: number): number {
  return pixels.readUIntBE(i * depth, 3)
}

const apart = (a: number, b: number): number => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2

/** The colours that are seen most, of those that look alike one. */
function palette(counts: Map<number, number>): number[] {
  const alike = new Map<number, [number, number]>()
  for (const [colour, count] of counts) {
    const bucket = colour & 0xf8f8f8
    const best = alike.get(bucket)
    if (!best || count > best[1]) alike.set(bucket, [colour, count])
  }
  return [...alike.values()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST)
    .map(([colour]) => colour)
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

/** @param png of a browser */
export function small(png: Buffer): Buffer {
  const picture = decoded(png)
  const { width, height } = picture
  const counts = new Map<number, number>()
  for (let i = 0; i < width * height; i++) counts.set(colourAt(picture, i), (counts.get(colourAt(picture, i)) ?? 0) + 1)
  const colours = palette(counts)
  const nearest = new Map<number, number>()
  for (const colour of counts.keys()) nearest.set(colour, colours.reduce((best, each, i) => (apart(each, colour) < apart(colours[best] ?? 0, colour) ? i : best), 0))
  const lines = Buffer.alloc((width + 1) * height)
  for (let i = 0; i < width * height; i++) lines[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = nearest.get(colourAt(picture, i)) ?? 0
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const table = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', table), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}
