import Foundation
import MAGFiles

/// Reads a data set from an .npz archive: images of unsigned bytes and labels of integers, under the
/// names of Keras (x_train, y_train, x_test, y_test) or MedMNIST (train_images, train_labels, …).
///
/// Other arrays of the archive are left alone; nothing is read of them.
enum NumPyData {
  /// The names under which each part is looked for.
  static func acceptedNames(_ role: MNISTFile.Role) -> [String] {
    switch role {
    case .trainImages: ["x_train", "X_train", "train_images"]
    case .trainLabels: ["y_train", "Y_train", "train_labels"]
    case .testImages: ["x_test", "X_test", "test_images"]
    case .testLabels: ["y_test", "Y_test", "test_labels"]
    }
  }

  /// The archives of a folder, by their names in order.
  static func archives(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".npz") && !$0.hasPrefix(".") }.sorted()
      .map { folder.appendingPathComponent($0) }
  }

  /// - Throws: `DataFailure.notArchive`, `.arrayMissing`, `.arrayTwice`, `.wrongArray`;
  ///   `NumPyFailure`, `ZipFailure`, `FileFailure`.
  static func read(_ url: URL) throws -> StoredArrays {
    try parse(try FileInput.read(url, ceiling: StoredArrays.ceiling), path: url.relativePath)
  }

  /// The same of a file's bytes; `path` is what failures call it.
  static func parse(_ bytes: Data, path: String) throws -> StoredArrays {
    guard bytes.starts(with: [0x50, 0x4B]) else { throw DataFailure.notArchive(path: path) }
    let archive = try ZipArchive(
      parsing: bytes, name: path, limits: ZipArchive.Limits(bytes: StoredArrays.ceiling))
    func images(_ role: MNISTFile.Role) throws -> StoredImages {
      let (tensor, name, digest) = try array(role, of: archive)
      guard tensor.type == .uint8 else {
        throw DataFailure.wrongArray(
          path: name, expected: "unsigned bytes (uint8), 0 black to 255 white",
          found: "elements of type \(tensor.type.rawValue)")
      }
      return StoredImages(
        path: name, digest: digest, extents: tensor.extents, bytes: [UInt8](tensor.bytes))
    }
    func labels(_ role: MNISTFile.Role) throws -> StoredLabels {
      let (tensor, name, digest) = try array(role, of: archive)
      let isColumn = tensor.extents.count == 2 && tensor.extents[1] == 1
      guard tensor.extents.count == 1 || isColumn, let labels = tensor.integers() else {
        throw DataFailure.wrongArray(
          path: name, expected: "one integer an image, [n] or [n, 1]",
          found: "\(tensor.type.rawValue) of extents \(tensor.extents)")
      }
      return StoredLabels(path: name, digest: digest, labels: labels)
    }
    return StoredArrays(
      train: (try images(.trainImages), try labels(.trainLabels)),
      test: (try images(.testImages), try labels(.testLabels)))
  }

  /// A part's one array, what messages call it, and the SHA-256 of its .npy file.
  private static func array(
    _ role: MNISTFile.Role, of archive: ZipArchive
  ) throws -> (tensor: StoredTensor, name: String, digest: String) {
    let names = acceptedNames(role)
    let found = names.compactMap { archive.entry(named: $0 + NumPyFile.suffix) }
    guard let entry = found.first else {
      throw DataFailure.arrayMissing(
        path: archive.name, accepted: names, found: archive.entries.map(\.name))
    }
    guard found.count == 1 else {
      throw DataFailure.arrayTwice(path: archive.name, names: found.map(\.name))
    }
    let bytes = try archive.contents(of: entry)
    let name = String(entry.name.dropLast(NumPyFile.suffix.count))
    return (
      try NumPyArray.parse(bytes, name: name, path: archive.name), "\(archive.name): \(name)",
      FileDigest.sha256(bytes)
    )
  }
}
