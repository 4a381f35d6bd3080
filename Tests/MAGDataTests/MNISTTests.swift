import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGData

@Suite("MNIST") struct MNISTTests {
  @Test("the sample has its counts, and the labels of MNIST begin as everybody knows them")
  func load_sample_matchesKnownStart() throws {
    let data = try Sample.load()
    #expect(data.train.count == 10_000)
    #expect(data.test.count == 2_000)
    #expect(data.train.inputDimension == 784)
    // Published in many tutorials: the first digits of the training and the test set.
    #expect(data.train.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(data.test.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    #expect(data.provenance.source == "sample")
    #expect(!data.provenance.isCanonical)
    #expect(
      data.provenance.trainImages
        == "2889698e6bc3614913e76901316712919d1998fc2b44512451bfe65bc1e668b1")
  }

  @Test("pixels are bytes divided by 255, each rounded once")
  func images_pixels_areBytesOver255() throws {
    let set = try Sample.load().test
    let exact = set.doubles(at: [3, 3, 0])
    #expect(exact.rows == 3)
    for (position, index) in [3, 3, 0].enumerated() {
      for column in 0..<784 {
        let byte = set.bytes[index * 784 + column]
        #expect(exact[position, column] == Double(byte) / 255)
        #expect(set.images[index, column] == Float(byte) / 255)
      }
    }
  }

  @Test("a validation split is the end of the training set and leaves the rest")
  func load_validation_takesTheEnd() throws {
    let whole = try Sample.load()
    let data = try MNIST.load(.sample, validation: 1500)
    let validation = try data.images(.validation)
    #expect(data.train.count == 8500)
    #expect(validation.labels == Array(whole.train.labels[8500...]))
    #expect(validation.bytes == Array(whole.train.bytes[(8500 * 784)...]))
    #expect(data.test.count == 2000)
    #expect(data.provenance.validationCount == 1500)
    #expect(data.train.digest() != whole.train.digest())
  }

  @Test(
    "a validation split that is negative or takes everything is refused", arguments: [-1, 10_000])
  func load_badValidation_throws(_ count: Int) {
    #expect(throws: DataFailure.validationOutOfRange(asked: count, available: 10_000)) {
      try MNIST.load(.sample, validation: count)
    }
  }

  @Test("asking for a validation split that was not made is refused")
  func images_noValidation_throws() throws {
    let data = try Sample.load()
    #expect(throws: DataFailure.noValidation) { try data.images(.validation) }
    #expect(try data.images(.train).count == 10_000)
    #expect(try data.images(.test).count == 2_000)
  }

  @Test("subsets keep order and repetitions")
  func subset_indices_keepsOrder() throws {
    let set = try Sample.load().test
    let chosen = set.subset(at: [5, 2, 5])
    #expect(chosen.labels == [set.labels[5], set.labels[2], set.labels[5]])
    #expect(chosen.images == set.images.rows(at: [5, 2, 5]))
    #expect(set.subset(2..<4).labels == Array(set.labels[2..<4]))
    #expect(set.subset(2..<4).images == set.images.rows(2..<4))
  }

  @Test("a folder is read under every accepted name", arguments: 0..<4)
  func load_folder_acceptsNames(_ form: Int) throws {
    try withTemporaryFolder { folder in
      let small = try SmallFiles()
      for file in small.files {
        let url = folder.appendingPathComponent(file.acceptedNames[form])
        try #require(small.contents[file.role]).write(to: url)
      }
      let data = try MNIST.load(.folder(folder))
      #expect(data.train.count == 30)
      #expect(data.test.bytes == small.contents[.testImages]?.bytes)
      #expect(data.provenance.source == "folder")
      #expect(data.provenance.testLabels == small.files[3].digest)
    }
  }

  /// Loads a folder of small files in which one was replaced.
  private func load(replacing role: MNISTFile.Role, by idx: IDX?) throws -> DataSet {
    try withTemporaryFolder { folder in
      let small = try SmallFiles()
      try small.write(to: folder, compressed: false)
      let file = try #require(small.files.first { $0.role == role })
      let url = folder.appendingPathComponent(file.name)
      try FileManager.default.removeItem(at: url)
      try idx?.write(to: url)
      return try MNIST.load(.folder(folder))
    }
  }

  private func kindOfFailure(replacing role: MNISTFile.Role, by idx: IDX?) -> DataFailure? {
    #expect(throws: DataFailure.self) { try load(replacing: role, by: idx) }
  }

  @Test("a missing file, differing counts, no images and other sizes are refused")
  func load_badFolder_throws() throws {
    if case .fileMissing(_, let accepted) = kindOfFailure(replacing: .testLabels, by: nil) {
      #expect(accepted.contains("t10k-labels.idx1-ubyte.gz"))
    } else {
      Issue.record("a missing file must be named")
    }
    let tooFew = kindOfFailure(replacing: .trainLabels, by: IDX(extents: [2], bytes: [1, 2]))
    #expect(tooFew?.description.contains("30 images") == true)
    #expect(tooFew?.description.contains("2 labels") == true)
    let other = IDX(extents: [10, 2, 2], bytes: [UInt8](repeating: 1, count: 40))
    let sizes = kindOfFailure(replacing: .testImages, by: other)?.description
    #expect(sizes?.contains("train-images") == true)
    #expect(sizes?.contains("holds images of 28 × 28 pixels and") == true)
    #expect(sizes?.hasSuffix("of 2 × 2; use files that belong together.") == true)
    let flat = IDX(extents: [10, 0, 28], bytes: [])
    #expect(kindOfFailure(replacing: .testImages, by: flat)?.kind == .badData)
  }

  @Test("there are as many classes as the largest label of both sets says")
  func load_labels_sayClasses() throws {
    #expect(try Sample.load().train.classCount == 10)
    let more = IDX(extents: [10], bytes: [0, 1, 2, 26, 4, 5, 6, 7, 8, 9])
    let data = try load(replacing: .testLabels, by: more)
    #expect(data.train.classCount == 27 && data.test.classCount == 27)
    let fewer = IDX(extents: [30], bytes: [UInt8](repeating: 3, count: 30))
    #expect(try load(replacing: .trainLabels, by: fewer).train.classCount == 10)
  }

  @Test("images where labels belong are refused by their rank")
  func load_exchangedFiles_throws() throws {
    let labels = IDX(extents: [30], bytes: [UInt8](repeating: 1, count: 30))
    let failure = #expect(throws: IDXFailure.self) {
      try load(replacing: .trainImages, by: labels)
    }
    #expect(failure?.description.contains("exchanged") == true)
  }

  @Test("full MNIST that was never fetched, or is not canonical, is refused")
  func load_full_refusesOtherFiles() throws {
    try withTemporaryFolder { folder in
      let missing = #expect(throws: DataFailure.self) { try MNIST.load(.full, cache: folder) }
      #expect(missing?.kind == .unavailable)
      #expect(!MNIST.isCached(in: folder))
      try SmallFiles().write(to: folder, compressed: true)
      let wrong = #expect(throws: DataFailure.self) { try MNIST.load(.full, cache: folder) }
      #expect(wrong?.kind == .badData)
      #expect(wrong?.description.contains("expected SHA-256 ba89…76db") == true)
      #expect(!MNIST.isCached(in: folder))
    }
  }

  @Test("a folder that is not there is refused")
  func load_noFolder_throws() {
    let folder = URL(fileURLWithPath: "/nowhere/at/all")
    #expect(throws: DataFailure.noFolder(path: "/nowhere/at/all")) {
      try MNIST.load(.folder(folder))
    }
  }

  @Test("the argument of --data is a word or a folder, and results never record a path")
  func source_argument_isUnderstood() {
    #expect(DataSource(argument: "full") == .full)
    #expect(DataSource(argument: "sample") == .sample)
    #expect(DataSource(argument: "/d") == .folder(URL(fileURLWithPath: "/d")))
    #expect(DataSource(argument: "/d").name == "folder")
  }

  @Test("the cache follows XDG_CACHE_HOME when it is absolute, else lies in the home folder")
  func standardCache_environment_isFollowed() {
    func cache(_ environment: [String: String]) -> String {
      MNIST.standardCache(environment: environment).path
    }
    #expect(cache(["XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/x/mag")
    #expect(cache(["XDG_CACHE_HOME": "x", "HOME": "/h"]) == "/h/.cache/mag")
    #expect(cache(["HOME": "/h"]) == "/h/.cache/mag")
  }
}
