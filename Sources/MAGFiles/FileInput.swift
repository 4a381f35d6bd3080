import Foundation

/// Reads files whole, turning every way to fail into a sentence.
public enum FileInput {
  /// All bytes of a file.
  ///
  /// - Parameters:
  ///   - url: the file to read.
  ///   - ceiling: the most bytes to accept; more is refused, for a regular file before anything is
  ///     read.
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

  /// All bytes of a file; those of a large one are mapped into memory instead of copied.
  ///
  /// Pages of a mapped file are read when they are needed, and memory does not grow by them. The
  /// file must not be shortened meanwhile: the system ends a program that reads beyond the new end.
  ///
  /// - Parameters:
  ///   - url: the file to read.
  ///   - ceiling: as for `read`.
  ///   - threshold: the size in bytes from which a regular file is mapped.
  /// - Throws: as `read`.
  public static func mapped(
    _ url: URL, ceiling: Int = Int.max, threshold: Int = 1 << 26
  ) throws(FileFailure) -> Data {
    let path = url.relativePath
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size >= max(threshold, 1)
    else { return try read(url, ceiling: ceiling) }
    let size = Int(status.st_size)
    if size > ceiling { throw .tooLarge(path: path, ceiling: ceiling, found: size) }
    let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else { return try read(url, ceiling: ceiling) }
    return Data(
      bytesNoCopy: start, count: size, deallocator: .custom { start, size in munmap(start, size) })
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
