import Foundation
import MAGFiles

/// Reads a data set from the four IDX files of a folder.
enum IDXFiles {
  /// Whether a folder has any of the four.
  static func areAny(in folder: URL) -> Bool {
    MNISTFile.canonical.contains { $0.located(in: folder) != nil }
  }

  /// - Parameter mustBeCanonical: whether every file must have its canonical SHA-256.
  /// - Throws: `DataFailure.fileMissing`, `.wrongDigest`; `IDXFailure`, `GzipFailure`, `FileFailure`.
  static func read(_ folder: URL, mustBeCanonical: Bool) throws -> StoredArrays {
    var images: [StoredImages] = []
    var labels: [StoredLabels] = []
    for file in MNISTFile.canonical {
      guard let url = file.located(in: folder) else {
        throw DataFailure.fileMissing(folder: folder.relativePath, accepted: file.acceptedNames)
      }
      let path = url.relativePath
      let data = try IDX.contents(of: url, ceiling: StoredArrays.ceiling)
      let digest = FileDigest.sha256(data)
      if mustBeCanonical, digest != file.digest {
        throw DataFailure.wrongDigest(path: path, expected: file.digest, found: digest)
      }
      if file.role.holdsImages {
        let idx = try IDX(parsing: data, name: path)
        guard [3, 4].contains(idx.extents.count) else {
          throw IDXFailure.wrongRank(name: path, expected: 3, found: idx.extents.count)
        }
        images.append(
          StoredImages(path: path, digest: digest, extents: idx.extents, bytes: idx.bytes))
      } else {
        let idx = try IDX(parsing: data, rank: 1, name: path)
        labels.append(StoredLabels(path: path, digest: digest, labels: idx.bytes.map(Int.init)))
      }
    }
    return StoredArrays(train: (images[0], labels[0]), test: (images[1], labels[1]))
  }
}
