import Foundation
import MAGFiles
import Synchronization
import Testing

@testable import MAGData
@testable import MAGNumerics

/// Runs a test in a folder of its own, removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mag-data-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The names in a folder that are not hidden, sorted.
func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path)
    .filter { !$0.hasPrefix(".") }.sorted()
}

/// A file of this target's Fixtures folder.
func fixture(_ name: String) throws -> Data {
  let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  return try FileInput.read(folder.appendingPathComponent(name))
}

/// The embedded sample, loaded once for all tests.
enum Sample {
  private static let loaded = Result { try MNIST.load(.sample) }
  private static let fits = Mutex([String: Manifold]())

  static func load() throws -> DataSet { try loaded.get() }

  /// Its manifold with 28 components, fitted once a reading and centering for all tests.
  static func manifold(
    _ reading: ManifoldReading = .global, _ centering: Centering = .uncentered
  ) throws -> Manifold {
    let data = try load()
    return try fits.withLock { fits in
      let key = "\(reading) \(centering)"
      if let known = fits[key] { return known }
      let fitted = try Manifold.fit(data.train, reading: reading, centering: centering)
      fits[key] = fitted
      return fitted
    }
  }
}

/// Four small IDX files: 30 training and 10 test images of 28 × 28 seeded random bytes.
struct SmallFiles {
  let contents: [MNISTFile.Role: IDX]
  let files: [MNISTFile]

  init(seed: UInt64 = 0) throws {
    var generator = SeededGenerator(seed: seed)
    var contents: [MNISTFile.Role: IDX] = [:]
    for (role, labels, count) in [
      (MNISTFile.Role.trainImages, MNISTFile.Role.trainLabels, 30), (.testImages, .testLabels, 10),
    ] {
      contents[role] = IDX(
        extents: [count, 28, 28],
        bytes: (0..<count * 784).map { _ in UInt8(generator.integer(below: 256)) })
      contents[labels] = IDX(extents: [count], bytes: (0..<count).map { UInt8($0 % 10) })
    }
    self.contents = contents
    files = try MNISTFile.canonical.map { file in
      let data = try #require(contents[file.role]).encoded()
      let packed = try Gzip.deflate(data)
      return MNISTFile(
        role: file.role, name: file.name, digest: FileDigest.sha256(data),
        compressedDigest: FileDigest.sha256(packed), compressedCount: packed.count)
    }
  }

  /// Writes the four files, as `.gz` or plain.
  func write(to folder: URL, compressed: Bool) throws {
    try AtomicFile.makeFolder(folder)
    for file in files {
      let name = file.name + (compressed ? ".gz" : "")
      try #require(contents[file.role]).write(to: folder.appendingPathComponent(name))
    }
  }

  func data(_ role: MNISTFile.Role) throws -> Data { try #require(contents[role]).encoded() }
}

/// Seeded images with `rank` directions of variation and some pixels that are always zero.
func syntheticImages(
  count: Int, height: Int = 4, width: Int = 5, classCount: Int = 3, seed: UInt64 = 1
) -> ImageSet {
  var generator = SeededGenerator(seed: seed)
  var bytes = [UInt8](repeating: 0, count: count * height * width)
  for index in bytes.indices where index % (height * width) > 1 {
    bytes[index] = UInt8(generator.integer(below: 256))
  }
  return ImageSet(
    bytes: bytes, labels: (0..<count).map { $0 % classCount }, height: height, width: width,
    classCount: classCount)
}

/// The largest difference of two matrices' entries.
func largestDifference<E: Scalar>(_ a: Matrix<E>, _ b: Matrix<E>) -> E {
  zip(a.storage, b.storage).reduce(E(0)) { max($0, abs($1.0 - $1.1)) }
}

func identity(_ count: Int) -> Matrix<Double> {
  var result = Matrix<Double>(rows: count, columns: count)
  for index in 0..<count { result[index, index] = 1 }
  return result
}
