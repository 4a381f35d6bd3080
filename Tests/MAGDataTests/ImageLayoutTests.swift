import Foundation
import MAGFiles
import Testing

@testable import MAGData

@Suite("Images of any layout") struct ImageLayoutTests {
  @Test("three axes are grey; of four the one of 1 or 3 is the colour")
  func init_axes_areFound() throws {
    let cases: [([Int], ImageLayout.Axes, [Int])] = [
      ([5, 28, 20], .grey, [1, 28, 20]), ([5, 3, 20], .grey, [1, 3, 20]),
      ([5, 32, 31, 3], .channelsLast, [3, 32, 31]), ([5, 3, 32, 31], .channelsFirst, [3, 32, 31]),
      ([5, 28, 20, 1], .channelsLast, [1, 28, 20]), ([5, 1, 28, 20], .channelsFirst, [1, 28, 20]),
      ([5, 4, 3, 3], .channelsLast, [3, 4, 3]),
    ]
    for (extents, axes, sizes) in cases {
      let layout = try ImageLayout(extents: extents, path: "a")
      #expect(layout.axes == axes && [layout.channels, layout.height, layout.width] == sizes)
    }
  }

  @Test(
    "axes that could both or neither be the colour are refused, and so are other ranks",
    arguments: [
      ([5, 3, 9, 3], "could both"), ([5, 1, 9, 3], "could both"), ([5, 4, 9, 8], "neither"),
      ([5, 784], "not three or four"), ([5, 1, 2, 3, 4], "not three or four"), ([], "not three"),
    ])
  func init_unclear_isRefused(_ extents: [Int], _ words: String) throws {
    let error = #expect(throws: DataFailure.self) {
      try ImageLayout(extents: extents, path: "a")
    }
    let text = try #require(error).description
    #expect(text.hasPrefix("a: ") && text.contains(words) && text.contains("\(extents)"))
  }

  @Test("channels come first: red, green and blue planes, worked by hand")
  func channelsFirst_last_isByHand() throws {
    // Two images of 1 × 2 pixels.
    let layout = try ImageLayout(extents: [2, 1, 2, 3], path: "a")
    #expect(
      layout.channelsFirst([1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16])
        == [1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16])
    let first = try ImageLayout(extents: [1, 3, 1, 2], path: "a")
    #expect(first.channelsFirst([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6])
  }

  @Test("the digest of grey images has the header it always had, in colour another")
  func digest_headers_areStable() {
    let bytes: [UInt8] = [9, 8, 7, 6, 5, 4]
    func digest(_ header: String, _ labels: [UInt8]) -> String {
      FileDigest.sha256(Data(header.utf8) + Data(labels) + Data(bytes))
    }
    let grey = ImageSet(bytes: bytes, labels: [3, 1], height: 1, width: 3)
    #expect(grey.digest() == digest("mag.images/1 2 1 3 10\n", [3, 1]))
    let color = ImageSet(bytes: bytes, labels: [3, 1], channels: 3, height: 1, width: 1)
    #expect(color.digest() == digest("mag.images/2 2 3 1 1 10\n", [3, 0, 1, 0]))
    #expect(color.inputDimension == 3 && color.images.columns == 3)
    let many = ImageSet(bytes: bytes, labels: [300, 1], height: 1, width: 3, classCount: 301)
    #expect(many.digest() == digest("mag.images/2 2 1 1 3 301\n", [44, 1, 1, 0]))
  }

  @Test("parts of a set in colour stay in colour")
  func subset_color_keepsChannels() {
    let set = ImageSet(
      bytes: Array(0..<18), labels: [0, 1, 2], channels: 3, height: 1, width: 2)
    #expect(set.subset(1..<3).channels == 3 && set.subset(1..<3).bytes == Array(6..<18))
    let chosen = set.subset(at: [2, 0])
    #expect(chosen.channels == 3 && chosen.bytes == Array(12..<18) + Array(0..<6))
    #expect(set.doubles(at: [1])[0, 5] == 11.0 / 255)
  }

  @Test("images too large for a fit are refused before any memory is taken for it")
  func fit_tooManyPixels_isRefused() {
    let set = ImageSet(
      bytes: [UInt8](repeating: 1, count: 2 * 8193), labels: [0, 1], height: 1, width: 8193)
    #expect(throws: ManifoldFailure.tooManyPixels(found: 8193, most: 8192)) {
      try Manifold.fit(set, components: 1)
    }
  }

  @Test("IDX files of four axes are images in colour, under either name")
  func load_idxColor_isRead() throws {
    for name in ["idx3", "idx4"] {
      try withTemporaryFolder { folder in
        for (prefix, count) in [("train", 4), ("t10k", 2)] {
          let bytes = (0..<count * 24).map { UInt8($0) }
          try IDX(extents: [count, 2, 4, 3], bytes: bytes)
            .write(to: folder.appendingPathComponent("\(prefix)-images-\(name)-ubyte"))
          try IDX(extents: [count], bytes: (0..<count).map { UInt8($0 % 2) })
            .write(to: folder.appendingPathComponent("\(prefix)-labels-idx1-ubyte"))
        }
        let data = try MNIST.load(.folder(folder))
        #expect(data.train.channels == 3 && data.train.height == 2 && data.train.width == 4)
        #expect(data.train.bytes.prefix(3) == [0, 3, 6] && data.train.bytes[8] == 1)
        #expect(data.provenance.layout == "[n, height, width, channels]")
        #expect(try Manifold.fit(data.train, components: 2).inputDimension == 24)
      }
    }
  }
}
