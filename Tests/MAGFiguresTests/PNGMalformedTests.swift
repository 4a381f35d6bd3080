import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

@Suite("PNG files from elsewhere") struct PNGMalformedTests {
  /// One thing that is wrong with a file.
  enum Damage: String, CaseIterable, Sendable {
    case noSides, noWidth, hugeHeight, depth, colorOfDepth, compression, interlace, noPalette
    case colorBeyondPalette, pixelsTwiceTooFew, pixelSum, headerSum, headerTwice, headerLate
    case noEnd, noPixels, unknownFilter, criticalUnknown, longerThanFile, signature, text
    /// A chunk of text for which libpng would take 1.2 GB before it reads it.
    case textOfGigabytes

    var data: Data {
      var png = PNGBuilder()
      switch self {
      case .noSides: (png.width, png.height) = (0, 0)
      case .noWidth: png.width = 0
      case .hugeHeight: png.height = 20_001
      case .depth: png.depth = 3
      case .colorOfDepth: (png.depth, png.color) = (4, 2)
      case .compression: return replaced(png, at: 26, by: 1)
      case .interlace: png.interlace = 7
      case .noPalette: png.color = 3
      case .colorBeyondPalette:
        // A palette of more colours than a bit can name.
        (png.depth, png.color) = (1, 3)
        png.extra = [PNGBuilder.chunk("PLTE", [UInt8](repeating: 9, count: 3 * 257))]
      case .pixelsTwiceTooFew: png.rows = [0, 10, 20]
      case .pixelSum:
        var bytes = png.data
        bytes[bytes.count - 12 - 5] ^= 1
        return bytes
      case .headerSum:
        var bytes = png.data
        bytes[8 + 8 + 13] ^= 1
        return bytes
      case .headerTwice: png.extra = [png.header]
      case .headerLate:
        return PNGBuilder.signature + png.pixels + png.header + PNGBuilder.chunk("IEND", [])
      case .noEnd: png.end = []
      case .noPixels:
        return PNGBuilder.signature + png.header + PNGBuilder.chunk("IEND", [])
      case .unknownFilter: png.rows = [9, 10, 20, 0, 30, 40]
      case .criticalUnknown: png.extra = [PNGBuilder.chunk("ABCD", [1, 2])]
      case .longerThanFile:
        var bytes = png.data
        bytes.replaceSubrange(33..<37, with: [0x7F, 0xFF, 0xFF, 0xFF])
        return bytes
      case .textOfGigabytes:
        var bytes = png.data
        bytes.replaceSubrange(33..<41, with: [0x49, 0x44, 0x41, 0x54] + Array("zTXt".utf8))
        return bytes
      case .signature: return replaced(png, at: 0, by: 0x88)
      case .text: return Data("P5 2 2 255 abcd".utf8)
      }
      return png.data
    }

    /// The file with a byte of its header changed and the header's sum made right again.
    private func replaced(_ png: PNGBuilder, at offset: Int, by byte: UInt8) -> Data {
      var bytes = png.data
      bytes[offset] = byte
      let sum = PNGBuilder.crc([UInt8](bytes[12..<29]))
      bytes.replaceSubrange(29..<33, with: PNGBuilder.big(sum))
      return bytes
    }
  }

  @Test("a file with one thing wrong is refused with a reason", arguments: Damage.allCases)
  func decode_damaged_isRefused(_ damage: Damage) {
    let refused = failure { _ = try PNGFile.decodeGray(damage.data) }
    guard case .png(let action, let reason) = refused else {
      Issue.record("\(damage): \(String(describing: refused))")
      return
    }
    #expect(action == "read")
    #expect(reason.count > 5 && !reason.contains("\n"))
  }

  @Test("a file cut anywhere is refused, and only the whole is taken")
  func decode_cutAnywhere_isRefused() throws {
    let whole = PNGBuilder().data
    #expect(
      try PNGFile.decodeGray(whole)
        == GrayImage(width: 2, height: 2, pixels: [10, 20, 30, 40]))
    for length in 0..<whole.count {
      #expect(failure { _ = try PNGFile.decodeGray(whole.prefix(length)) } != nil, "\(length)")
    }
  }

  @Test("any byte changed is noticed or leaves a picture of the same size")
  func decode_anyByteChanged_neverTraps() {
    let whole = PNGBuilder().data
    var refused = 0
    for index in whole.indices {
      for bit in [UInt8(1), 0x80] {
        var bytes = whole
        bytes[index] ^= bit
        let image = try? PNGFile.decodeGray(bytes)
        if image == nil { refused += 1 }
        #expect(image.map { $0.pixels.count == $0.width * $0.height } != false)
      }
    }
    // Every chunk that matters has a check sum.
    #expect(refused > whole.count)
  }

  @Test("bytes in the middle of a larger buffer are read from their own start")
  func decode_slice_isRead() throws {
    let padded = Data([1, 2, 3]) + PNGBuilder().data
    #expect(try PNGFile.decodeGray(padded.dropFirst(3)).pixels == [10, 20, 30, 40])
  }

  @Test("every filter of the standard gives back the rows")
  func decode_filters_areUndone() throws {
    // Rows 10 20 and 30 40, each filter worked by hand: sub, up, average, Paeth.
    for (filter, row) in [
      (UInt8(0), [UInt8(30), 40]), (1, [30, 10]), (2, [20, 20]), (3, [25, 15]), (4, [20, 10]),
    ] {
      var png = PNGBuilder()
      png.rows = [0, 10, 20, filter] + row
      #expect(try PNGFile.decodeGray(png.data).pixels == [10, 20, 30, 40], "filter \(filter)")
    }
  }

  @Test("an interlaced picture is put together")
  func decode_interlaced_isWhole() throws {
    var png = PNGBuilder()
    png.interlace = 1
    // Adam7 of 2 × 2: pass 1 has pixel (0, 0), pass 6 (1, 0), pass 7 the second row.
    png.rows = [0, 10, 0, 20, 0, 30, 40]
    #expect(try PNGFile.decodeGray(png.data).pixels == [10, 20, 30, 40])
  }

  @Test("chunks that say something beside the pixels change nothing")
  func decode_ancillaryChunks_areSkipped() throws {
    var png = PNGBuilder()
    png.extra = [
      PNGBuilder.chunk("tEXt", Array("Comment\0hello".utf8)),
      PNGBuilder.chunk("tIME", [7, 208, 1, 1, 0, 0, 0]), PNGBuilder.chunk("abCd", [1, 2, 3]),
      PNGBuilder.chunk("pHYs", PNGBuilder.big(2835) + PNGBuilder.big(2835) + [1]),
    ]
    #expect(try PNGFile.decodeGray(png.data).pixels == [10, 20, 30, 40])
  }

  @Test("a colour named as transparent is black, and gray of fewer bits is spread over 0 to 255")
  func decode_transparentAndNarrow_areGray() throws {
    var png = PNGBuilder()
    png.extra = [PNGBuilder.chunk("tRNS", [0, 20])]
    #expect(try PNGFile.decodeGray(png.data).pixels == [10, 0, 30, 40])
    var narrow = PNGBuilder()
    (narrow.width, narrow.height, narrow.depth) = (4, 1, 2)
    narrow.rows = [0, 0b0001_1011]
    #expect(try PNGFile.decodeGray(narrow.data).pixels == [0, 85, 170, 255])
  }
}

@Suite("PNG files written") struct PNGWrittenTests {
  /// The chunks of a PNG with their check sums tested.
  func chunks(_ png: Data) throws -> [(type: String, body: [UInt8])] {
    #expect(png.prefix(8) == PNGBuilder.signature)
    var rest = Array(png.dropFirst(8))[...]
    var result: [(String, [UInt8])] = []
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let named = Array(rest.dropFirst(4).prefix(4 + length))
      let sum = Array(rest.dropFirst(8 + length).prefix(4))
      #expect(sum == PNGBuilder.big(PNGBuilder.crc(named)))
      result.append((String(decoding: named.prefix(4), as: UTF8.self), Array(named.dropFirst(4))))
      rest = rest.dropFirst(12 + length)
    }
    #expect(rest.isEmpty)
    return result
  }

  @Test(
    "a figure says its resolution in whole pixels a metre",
    arguments: [(36, 1417), (72, 2835), (100, 3937), (300, 11811), (1200, 47244)])
  func figure_resolution_isInFile(_ dpi: Int, _ perMetre: UInt32) throws {
    let figure = try SampleFigures.figure1(count: 20).figure(theme: .paper)
    let png = try FigureWriter.render(figure, as: .png, width: .inches(2), dpi: dpi)
    let chunks = try chunks(png)
    #expect(
      chunks.first { $0.type == "pHYs" }?.body
        == PNGBuilder.big(perMetre) + PNGBuilder.big(perMetre) + [1])
    let header = try #require(chunks.first { $0.type == "IHDR" }?.body)
    #expect(Array(header.prefix(4)) == PNGBuilder.big(UInt32(2 * dpi)))
    #expect(chunks.last?.type == "IEND")
    #expect(!chunks.contains { $0.type == "tIME" })
  }

  @Test("a figure says its title, its words and who made it")
  func figure_texts_areInFile() throws {
    let paper = SampleFigures.figure3()
    let png = try FigureWriter.render(
      paper.figure(theme: .paper), as: .png, width: .column, dpi: 72)
    var texts: [String: String] = [:]
    for chunk in try chunks(png) where chunk.type == "tEXt" || chunk.type == "iTXt" {
      let parts = chunk.body.split(separator: 0, maxSplits: 1).map { Array($0) }
      // iTXt: two bytes of flags, then two empty strings, before the text.
      let text = chunk.type == "iTXt" ? parts[1].dropFirst(4) : parts[1][...]
      texts[String(decoding: parts[0], as: UTF8.self)] = String(decoding: text, as: UTF8.self)
    }
    #expect(texts["Title"]?.hasPrefix("Figure 3. Accuracy against ε") == true)
    #expect(texts["Description"] == paper.altText)
    #expect(texts["Software"] == Tool.name)
  }
}
