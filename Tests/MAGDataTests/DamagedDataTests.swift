import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGData

@Suite("Damaged and split data") struct DamagedDataTests {
  @Test("random containers of any rank come back, plain and compressed", arguments: 1...5)
  func write_anyRank_roundTrips(_ rank: Int) throws {
    var generator = SeededGenerator(seed: UInt64(rank))
    try withTemporaryFolder { folder in
      for draw in 0..<10 {
        let extents = (0..<rank).map { _ in generator.integer(below: 5) }
        let count = extents.reduce(1, *)
        let idx = IDX(
          extents: extents, bytes: (0..<count).map { _ in UInt8(generator.integer(below: 256)) })
        let file = folder.appendingPathComponent(draw % 2 == 0 ? "a.gz" : "a")
        try idx.write(to: file)
        let read = try IDX(parsing: IDX.contents(of: file), rank: rank, name: "a")
        #expect(read == idx)
      }
    }
  }

  @Test("a compressed file cut off at any byte never yields a container")
  func contents_everyPrefix_isRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("labels.gz")
      try IDX(extents: [40], bytes: (0..<40).map { UInt8($0 * $0 % 10) }).write(to: file)
      let whole = try Data(contentsOf: file)
      for count in 0..<whole.count {
        try whole.prefix(count).write(to: file)
        #expect(throws: (any Error).self, "\(count) bytes") {
          try IDX(parsing: IDX.contents(of: file), rank: 1, name: "labels")
        }
      }
    }
  }

  @Test("255 dimensions are read, and an extent too many for the header is truncation")
  func parse_highestRank_isRead() throws {
    let extents = [UInt8](repeating: 0, count: 255).flatMap { _ in [0, 0, 0, 1] as [UInt8] }
    let header: [UInt8] = [0, 0, 8, 255] + extents
    let idx = try IDX(parsing: Data(header + [7]), name: "f")
    #expect(idx.extents.count == 255 && idx.bytes == [7])
    #expect(throws: IDXFailure.truncated(name: "f", expected: 1024, found: 1020)) {
      try IDX(parsing: Data(header.dropLast(4)), name: "f")
    }
  }

  @Test("a product that only just overflows is refused, one that does not is only truncated")
  func parse_extentsAtTheLimit_areToldApart() {
    // 2³¹ · 2³¹ = 2⁶² fits; times 2 it does not.
    let half: [UInt8] = [0x80, 0, 0, 0]
    let failure = #expect(throws: IDXFailure.self) {
      try IDX(parsing: Data([0, 0, 8, 2] + half + half), name: "f")
    }
    #expect(failure == .truncated(name: "f", expected: 1 << 62 + 12, found: 12))
    let overflow = #expect(throws: IDXFailure.self) {
      try IDX(parsing: Data([0, 0, 8, 3] + half + half + [0, 0, 0, 2]), name: "f")
    }
    #expect(overflow == .extentOverflow(name: "f", extents: [1 << 31, 1 << 31, 2]))
  }

  @Test(
    "a web page in place of any of the four files is called one",
    arguments: [
      "\u{feff}<!DOCTYPE html>", " \r\n\t<html lang=en>", "<!-- gone -->", "<BODY>404", "<head>",
    ])
  func load_webPage_isNamed(_ page: String) throws {
    for index in 0..<4 {
      try withTemporaryFolder { folder in
        let small = try SmallFiles()
        try small.write(to: folder, compressed: true)
        let file = folder.appendingPathComponent(small.files[index].name + ".gz")
        try Data(page.utf8).write(to: file)
        #expect(throws: IDXFailure.webPage(name: file.relativePath)) {
          try MNIST.load(.folder(folder))
        }
      }
    }
  }

  @Test("text that is no web page is another kind of file")
  func parse_otherText_isBadMagic() {
    for text in ["<data>", "{\"a\": 1}", "label,1x1"] {
      let start = Array(text.utf8.prefix(4))
      #expect(throws: IDXFailure.badMagic(name: "f", found: start)) {
        try IDX(parsing: Data(text.utf8), name: "f")
      }
    }
  }

  /// Forty images of which the last ten alone use the first pixel.
  private func writeMarked(to folder: URL) throws {
    var generator = SeededGenerator(seed: 3)
    for (prefix, count) in [("train", 40), ("t10k", 5)] {
      var bytes = (0..<count * 9).map { _ in UInt8(1 + generator.integer(below: 255)) }
      for image in 0..<count { bytes[9 * image] = image < 30 ? 0 : 200 }
      try IDX(extents: [count, 3, 3], bytes: bytes)
        .write(to: folder.appendingPathComponent("\(prefix)-images-idx3-ubyte"))
      try IDX(extents: [count], bytes: (0..<count).map { UInt8($0 % 10) })
        .write(to: folder.appendingPathComponent("\(prefix)-labels.idx1-ubyte.gz"))
    }
  }

  @Test("no manifold is fitted on validation images, and digests tell the splits apart")
  func fit_validation_isLeftOut() throws {
    try withTemporaryFolder { folder in
      try writeMarked(to: folder)
      let whole = try MNIST.load(.folder(folder))
      let split = try MNIST.load(.folder(folder), validation: 10)
      let (a, b) = (
        try Manifold.fit(whole.train, components: 4), try Manifold.fit(split.train, components: 4)
      )
      #expect((0..<4).contains { a.basis[$0, 0] != 0 })
      #expect((0..<4).allSatisfy { b.basis[$0, 0] == 0 })
      #expect(a.digest != b.digest)
      #expect(b == (try Manifold.fit(whole.train.subset(0..<30), components: 4)))
      let other = try MNIST.load(.folder(folder), validation: 9)
      #expect(other.train.digest() != split.train.digest())
      #expect(other.provenance.trainImages == split.provenance.trainImages)
      #expect(other.provenance != split.provenance)
    }
  }
}
