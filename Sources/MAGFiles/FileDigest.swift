import Crypto
import Foundation

/// SHA-256 digests in lower-case hexadecimal, as every result records them.
public enum FileDigest {
  /// The digest of a file, read in pieces: memory does not grow with the file.
  ///
  /// - Throws: `FileFailure.missing`, `.isFolder`, `.unreadable`.
  public static func sha256(ofFileAt url: URL) throws(FileFailure) -> String {
    var hash = SHA256()
    try FileInput.withChunks(of: url, body: { hash.update(bufferPointer: $0) })
    return hexadecimal(hash.finalize())
  }

  /// The digest of bytes in memory.
  public static func sha256(_ data: Data) -> String { hexadecimal(SHA256.hash(data: data)) }

  /// The digest of bytes in memory.
  public static func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    text.reserveCapacity(2 * SHA256.byteCount)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }
}
