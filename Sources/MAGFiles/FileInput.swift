import Foundation

/// Reads files whole, turning every way to fail into a sentence.
public enum FileInput {
  /// All bytes of a file.
  ///
  /// - Parameter ceiling: the most bytes to accept; more is refused, for a regular file before
  ///   anything is read.
  /// - Throws: `FileFailure.missing`, `.isFolder`, `.unreadable`, `.tooLarge`.
  public static func read(_ url: URL, ceiling: Int = Int.max) throws(FileFailure) -> Data {
    let path = url.relativePath
    var bytes = Data()
    try withChunks(
      of: url,
      sizeHint: { size throws(FileFailure) in
        if size > ceiling { throw .tooLarge(path: path, ceiling: ceiling, found: size) }
        bytes.reserveCapacity(size)
      },
      body: { chunk throws(FileFailure) in
        bytes.append(contentsOf: chunk)
        if bytes.count > ceiling {
          throw .tooLarge(path: path, ceiling: ceiling, found: bytes.count)
        }
      })
    return bytes
  }

  /// Hands a file's bytes to `body` in pieces of up to 1 MiB, first its size to `sizeHint`.
  static func withChunks(
    of url: URL, sizeHint: (Int) throws(FileFailure) -> Void = { _ in },
    body: (UnsafeRawBufferPointer) throws(FileFailure) -> Void
  ) throws(FileFailure) {
    let path = url.relativePath
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
      if status.st_mode & S_IFMT == S_IFREG { try sizeHint(Int(status.st_size)) }
    }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = Foundation.read(descriptor, chunk.baseAddress, chunk.count)
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw .reading(path, code: errno)
      }
      try body(UnsafeRawBufferPointer(rebasing: chunk[0..<count]))
    }
  }
}
