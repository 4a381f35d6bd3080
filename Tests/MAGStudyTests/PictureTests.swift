import Foundation
import MAGData
import MAGFigures
import Testing

@testable import MAGStudy

@Suite("Resampling of an axis") struct AxisResamplingTests {
  /// The outputs of some values.
  private func resampled(_ values: [Double], to count: Int) -> [Double] {
    AxisResampling(from: values.count, to: count).taps.map { taps in
      taps.weights.enumerated().reduce(0) { $0 + $1.element * values[taps.first + $1.offset] }
    }
  }

  @Test("areas are shares of what is covered: three values to two, worked by hand")
  func area_threeToTwo_isByHand() {
    let axis = AxisResampling(from: 3, to: 2)
    #expect(axis.filter == .area)
    #expect(axis.taps.map(\.first) == [0, 1])
    let (one, two): (Double, Double) = (1.0 / 3.0, 2.0 / 3.0)
    #expect(axis.taps[0].weights == [two, one])
    #expect(axis.taps[1].weights == [one, two])
    // Halving is the mean of neighbours.
    #expect(resampled([1, 3, 10, 20], to: 2) == [2, 15])
    #expect(resampled([1, 2, 3, 6], to: 1) == [3])
  }

  @Test("bilinear values lie at the centres, and go on beyond the first and the last")
  func bilinear_twoToFour_isByHand() {
    #expect(AxisResampling(from: 2, to: 4).filter == .bilinear)
    #expect(resampled([0, 8], to: 4) == [0, 2, 6, 8])
    #expect(resampled([5], to: 3) == [5, 5, 5])
  }

  @Test("bilinear values are PyTorch's (interpolate, bilinear, align_corners=False)")
  func bilinear_rows_agreeWithPyTorch() {
    let rows: [[Double]] = [[0, 3, 1, 7, 2], [5, 0, 4, 4, 8], [9, 1, 0, 2, 6]]
    let expected: [[Double]] = [
      [0.0, 1.7142857143, 2.4285714286, 1.0, 5.2857142857, 4.8571428571, 2.0],
      [2.0, 1.8857142857, 1.9142857143, 2.2, 4.7714285714, 5.2, 4.4],
      [5.0, 2.1428571429, 1.1428571429, 4.0, 4.0, 5.7142857143, 8.0],
      [7.4, 3.5142857143, 0.8857142857, 1.6, 2.4571428571, 4.5142857143, 6.8],
      [9.0, 4.4285714286, 0.7142857143, 0.0, 1.4285714286, 3.7142857143, 6.0],
    ]
    let wide = rows.map { resampled($0, to: 7) }
    for column in 0..<7 {
      let tall = resampled(wide.map { $0[column] }, to: 5)
      for row in 0..<5 { #expect(abs(tall[row] - expected[row][column]) < 1e-9) }
    }
  }

  @Test("weights sum to one and lie inside; areas keep the mean", arguments: 1...12)
  func taps_everySize_areMeans(_ count: Int) {
    let values = (0..<count).map { (index: Int) -> Double in Double((index * 7 + 3) % 11) }
    for target in 1...12 {
      let axis = AxisResampling(from: count, to: target)
      #expect(axis.taps.count == target)
      #expect((axis.filter == nil) == (count == target))
      for taps in axis.taps {
        #expect(abs(taps.weights.reduce(0, +) - 1) < 1e-15)
        #expect(taps.weights.allSatisfy { $0 >= 0 })
        #expect(taps.first >= 0 && taps.first + taps.weights.count <= count)
      }
      let found = resampled(values, to: target)
      if target <= count {
        let mean: Double = values.reduce(0, +) / Double(count)
        let foundMean: Double = found.reduce(0, +) / Double(target)
        #expect(abs(foundMean - mean) < 1e-12)
      }
    }
  }
}

@Suite("Pictures made into images") struct PreparedPictureTests {
  private func set(channels: Int = 1, height: Int = 2, width: Int = 2) -> ImageSet {
    let count = channels * height * width
    return ImageSet(
      bytes: [UInt8](repeating: 0, count: 2 * count), labels: [0, 1], channels: channels,
      height: height, width: width)
  }

  /// A picture from pixels of four samples in 0...255, each spread over 16 bits.
  private func file(
    _ width: Int, _ height: Int, _ pixels: [[Int]], colorType: PNGPicture.ColorType = .rgba,
    bitDepth: Int = 8
  ) -> PictureFile {
    PictureFile(
      path: "a.png", sha256: "0",
      picture: PNGPicture(
        width: width, height: height, bitDepth: bitDepth, colorType: colorType,
        isTransparent: colorType == .rgba,
        samples: pixels.flatMap { $0.map { UInt16(257 * $0) } }))
  }

  private func gray(_ width: Int, _ height: Int, _ values: [Int]) -> PictureFile {
    file(width, height, values.map { [$0, $0, $0, 255] }, colorType: .gray)
  }

  @Test("an 8-bit grey picture of the data's size comes through, every byte of it")
  func gray_sameSize_isUnchanged() {
    let all = Array(0...255)
    let prepared = PreparedPicture(gray(16, 16, all), like: set(height: 16, width: 16))
    #expect(prepared.bytes == all.map { UInt8($0) })
    #expect(prepared.record.notice(size: "16 × 16") == nil)
    let inverted = PreparedPicture(
      gray(16, 16, all), like: set(height: 16, width: 16), inverted: true)
    #expect(inverted.bytes == all.map { UInt8(255 - $0) })
    #expect(inverted.record.notice(size: "16 × 16")?.contains("inverted") == true)
  }

  @Test("colours weigh 0.299, 0.587 and 0.114 in grey, and stay apart for data in colour")
  func color_channels_areKept() {
    let pixels = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [10, 20, 30, 255]]
    let file = file(2, 2, pixels, colorType: .rgb)
    // 76.245, 149.685, 29.07 and 18.15, rounded.
    #expect(PreparedPicture(file, like: set()).bytes == [76, 150, 29, 18])
    let kept = PreparedPicture(file, like: set(channels: 3))
    #expect(kept.bytes == [255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30])
    #expect(kept.record.notice(size: "2 × 2") == nil && !kept.record.toGrey)
    let grey = PreparedPicture(gray(2, 2, [1, 2, 3, 4]), like: set(channels: 3))
    #expect(grey.bytes == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
  }

  @Test("what is transparent ends up black, inverted or not")
  func alpha_ends_black() {
    let file = file(
      2, 2, [[255, 255, 255, 0], [255, 255, 255, 255], [0, 0, 0, 0], [0, 0, 0, 51]])
    #expect(PreparedPicture(file, like: set()).bytes == [0, 255, 0, 0])
    // Black at one fifth opacity becomes a fifth of white.
    #expect(PreparedPicture(file, like: set(), inverted: true).bytes == [0, 0, 0, 51])
  }

  @Test("each axis is resampled on its own, and the notice says how")
  func size_other_isResampled() throws {
    let prepared = PreparedPicture(gray(4, 1, [0, 100, 200, 40]), like: set())
    #expect(prepared.bytes == [50, 120, 50, 120])
    #expect(prepared.record.horizontal == .area && prepared.record.vertical == .bilinear)
    let notice = try #require(prepared.record.notice(size: "2 × 2"))
    #expect(notice.hasPrefix("a.png: 4 × 1, gray, 8 bits: resized to 2 × 2"))
    #expect(notice.hasSuffix("by area averages across and bilinear interpolation down."))
    // Rows [1, 3], [5, 9], [2, 4] to one pixel: 4 exactly, rounded once.
    let one = PreparedPicture(
      gray(2, 3, [1, 3, 5, 9, 2, 4]), like: set(height: 1, width: 1))
    #expect(one.bytes == [4])
  }

  @Test("sixteen bits are rounded to the nearest byte")
  func depth16_isRounded() {
    let picture = PNGPicture(
      width: 2, height: 2, bitDepth: 16, colorType: .gray, isTransparent: false,
      samples: [128, 129, 65535, 65407].flatMap { (gray: UInt16) -> [UInt16] in
        [gray, gray, gray, 65535]
      })
    let prepared = PreparedPicture(
      PictureFile(path: "b.png", sha256: "0", picture: picture), like: set())
    // 128/257 is just below a half, 129/257 just above; 65407/257 is 254.5… .
    #expect(prepared.bytes == [0, 1, 255, 255])
    #expect(prepared.record.notice(size: "2 × 2")?.hasSuffix("rounded to 8 bits.") == true)
  }

  @Test("dark ink on light paper is pointed out, light on dark is not")
  func ink_wrongWay_isSaid() {
    let paper = PreparedPicture(gray(2, 2, [255, 255, 255, 0]), like: set())
    #expect(paper.inkNotice(dataMean: 0.13)?.contains("give --invert") == true)
    #expect(paper.inkNotice(dataMean: 0.6) == nil)
    let turned = PreparedPicture(gray(2, 2, [255, 255, 255, 0]), like: set(), inverted: true)
    #expect(turned.inkNotice(dataMean: 0.13) == nil)
    #expect(turned.inkNotice(dataMean: 0.8)?.contains("leave out --invert") == true)
  }
}
