/** The streams of a command. */
export type OutputStream = 'stdout' | 'stderr';

/** A piece of output: what one read brought. */
export interface LogPiece {
  /** Milliseconds since the epoch, when it was read. */
  readonly at: number;
  /** Where it begins in its segment of the log. */
  readonly offset: number;
  readonly length: number;
  readonly stream: OutputStream;
}

/** Bytes of one entry of an index: all are alike, so that a place in it is found without reading it from its beginning. */
export const pieceBytes = 24;

export function encodePiece(piece: LogPiece): Buffer {
  const bytes = Buffer.alloc(pieceBytes);
  bytes.writeDoubleLE(piece.at, 0);
  bytes.writeDoubleLE(piece.offset, 8);
  bytes.writeUInt32LE(piece.length, 16);
  bytes.writeUInt8(piece.stream === 'stderr' ? 1 : 0, 20);
  return bytes;
}

/** Reads the entry with this number out of a part of an index. */
export function decodePiece(bytes: Buffer, number: number): LogPiece {
  const from = number * pieceBytes;
  return {
    at: bytes.readDoubleLE(from),
    offset: bytes.readDoubleLE(from + 8),
    length: bytes.readUInt32LE(from + 16),
    stream: bytes.readUInt8(from + 20) === 1 ? 'stderr' : 'stdout',
  };
}
