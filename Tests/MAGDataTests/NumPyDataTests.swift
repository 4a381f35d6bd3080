import Foundation
import MAGFiles
import Testing

@testable import MAGData

@Suite("Data sets from NumPy archives") struct NumPyDataTests {
  /// Two training images of 1 × 2 pixels and one test image, with labels 0, 2 and 1.
  private static let plain: [NumPyArchive.Array] = [
    ("x_train", "|u1", [2, 1, 2], [10, 20, 30, 40]), ("y_train", "|u1", [2], [0, 2]),
    ("x_test", "|u1", [1, 1, 2], [50, 60]), ("y_test", "|u1", [1], [1]),
  ]

  /// Loads an archive, in a folder or named itself.
  private func load(_ bytes: Data, inFolder: Bool = false) throws -> DataSet {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("toy.npz")
      try bytes.write(to: file)
      return try MNIST.load(.folder(inFolder ? folder : file))
    }
  }

  private func load(replacing index: Int, by array: NumPyArchive.Array) throws -> DataSet {
    var arrays = Self.plain
    arrays[index] = array
    return try load(NumPyArchive.data(arrays))
  }

  @Test("an archive is read by its name or in its folder, with its arrays' digests")
  func load_plain_isRead() throws {
    for inFolder in [false, true] {
      let data = try load(NumPyArchive.data(Self.plain), inFolder: inFolder)
      #expect(data.train.bytes == [10, 20, 30, 40] && data.train.labels == [0, 2])
      #expect(data.test.bytes == [50, 60] && data.test.labels == [1])
      #expect(data.train.classCount == 3 && data.train.channels == 1 && data.train.width == 2)
      #expect(data.provenance.source == "folder" && data.provenance.layout == nil)
      #expect(
        data.provenance.testLabels == FileDigest.sha256(NumPyArchive.npy(Self.plain[3])))
    }
  }

  @Test("other names, colour last, labels of eight bytes in a column, arrays left alone")
  func load_medical_isRead() throws {
    let names = ["train_images", "train_labels", "test_images", "test_labels"]
    let arrays: [NumPyArchive.Array] = [
      (names[0], "|u1", [2, 1, 2, 3], Array(1...12)),
      (names[1], "<i8", [2, 1], NumPyArchive.int64([1, 0])),
      (names[2], "|u1", [1, 1, 2, 3], Array(21...26)),
      (names[3], "<i8", [1, 1], NumPyArchive.int64([3])),
      ("val_images", "|O", [1], [0]),
    ]
    let data = try load(NumPyArchive.data(arrays))
    #expect(data.train.bytes == [1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12])
    #expect(data.train.labels == [1, 0] && data.test.labels == [3] && data.test.classCount == 4)
    #expect(data.provenance.layout == "[n, height, width, channels]")
  }

  @Test("what NumPy writes, compressed and not, is what it held", arguments: ["plain", "packed"])
  func load_fixture_isRead(_ name: String) throws {
    let data = try load(fixture("digits-\(name).npz"))
    // Fixtures/make_npz.py: pixel i is 37 i mod 251, channels last, label j is j mod 4.
    let stored = (0..<360).map { (index: Int) -> UInt8 in UInt8(37 * index % 251) }
    #expect(data.train.count == 6 && data.train.labels == [0, 1, 2, 3, 0, 1])
    for (image, channel, row, column) in [(0, 0, 0, 0), (5, 2, 3, 4), (3, 1, 2, 0)] {
      let first: Int = ((image * 3 + channel) * 4 + row) * 5 + column
      let last: Int = ((image * 4 + row) * 5 + column) * 3 + channel
      #expect(data.train.bytes[first] == stored[last])
    }
    #expect(data.test.count == 2 && data.test.classCount == 4)
  }

  @Test("arrays of the wrong type, shape or count are refused by their names")
  func load_badArrays_areRefused() throws {
    let cases: [(Int, NumPyArchive.Array, String)] = [
      (
        0, ("x_train", "<f4", [2, 1, 1], [UInt8](repeating: 0, count: 8)),
        "x_train: expected unsigned"
      ),
      (0, ("x_train", "|u1", [2, 2], [1, 2, 3, 4]), "x_train: expected images"),
      (0, ("x_train", "|u1", [1, 1, 2], [1, 2]), "1 images and"),
      (0, ("x_train", "|u1", [2, 0, 2], []), "holds no images"),
      (0, ("train", "|u1", [2, 1, 2], [1, 2, 3, 4]), "x_train, X_train, train_images"),
      (0, ("x_train", "|O", [2, 1, 2], [1, 2, 3, 4]), "Python objects"),
      (0, ("x_train", "|u1", [2, 1, 3], [1, 2, 3, 4]), "needs 6 bytes"),
      (
        1, ("y_train", "<f8", [2], [UInt8](repeating: 0, count: 16)),
        "y_train: expected one integer"
      ),
      (1, ("y_train", "|u1", [1, 2], [0, 1]), "y_train: expected one integer"),
      (1, ("y_train", "<i8", [2], NumPyArchive.int64([0, -1])), "label 1 is -1"),
      (3, ("y_test", "<i8", [1], NumPyArchive.int64([65536])), "label 0 is 65536"),
      (2, ("x_test", "|u1", [1, 2, 1], [1, 2]), "training images are 1 × 2"),
      (2, ("x_test", "|u1", [1, 1, 2, 3], [1, 2, 3, 4, 5, 6]), "1 × 2 × 3"),
    ]
    for (index, array, words) in cases {
      let error = #expect(throws: (any Error).self) { try load(replacing: index, by: array) }
      let failure = try #require(error as? any Failure)
      #expect(failure.kind == .badData && failure.description.contains(words), "\(failure)")
      #expect(failure.description.hasSuffix(".") && !failure.description.contains("\n"))
    }
  }

  @Test("two names for one part, two archives in a folder, and files of other kinds are refused")
  func load_ambiguous_isRefused() throws {
    let twice = Self.plain + [("train_images", "|u1", [1], [0])]
    #expect(throws: DataFailure.self) { try load(NumPyArchive.data(twice)) }
    #expect(throws: DataFailure.self) { try load(Data("\u{93}NUMPY".utf8)) }
    #expect(throws: ZipFailure.self) { try load(Data([0x50, 0x4B, 3, 4])) }
    try withTemporaryFolder { folder in
      for name in ["a.npz", "b.npz"] {
        try NumPyArchive.data(Self.plain).write(to: folder.appendingPathComponent(name))
      }
      #expect(
        throws: DataFailure.severalArchives(
          folder: folder.relativePath, names: ["a.npz", "b.npz"])
      ) { try MNIST.load(.folder(folder)) }
      // Where there are IDX files, archives beside them do not matter.
      try SmallFiles().write(to: folder, compressed: true)
      #expect(try MNIST.load(.folder(folder)).train.count == 30)
    }
    try withTemporaryFolder { folder in
      let error = #expect(throws: DataFailure.self) { try MNIST.load(.folder(folder)) }
      #expect(error?.kind == .noInput && error?.description.contains(".npz") == true)
    }
  }

  @Test("every sentence is whole and has its exit code")
  func failures_sentences_areWhole() {
    let failures: [DataFailure] = [
      .layout(path: "f", extents: [1], reason: "r"), .notArchive(path: "f"),
      .severalArchives(folder: "f", names: ["a", "b"]),
      .arrayMissing(path: "f", accepted: ["a"], found: []), .arrayTwice(path: "f", names: ["a"]),
      .wrongArray(path: "f", expected: "e", found: "g"),
    ]
    for failure in failures {
      #expect(failure.kind == .badData && failure.description.hasPrefix("f: "))
      #expect(failure.description.hasSuffix("."))
    }
  }
}
