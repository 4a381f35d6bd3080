/// Classes along evenly spaced horizontal lines through a window, and what they make of pixels.
///
/// Every row of pixels is cut by the same number of lines; a pixel's colour is the mean of its
/// classes' colours, weighed by how much of each lies on the lines inside it. Along the lines that
/// is exact, so boundaries are smooth without guessing.
public struct ClassRaster: Codable, Sendable, Equatable {
  public var minX: Double
  public var maxX: Double
  public var minY: Double
  public var maxY: Double
  /// Pixels across and up.
  public var columns: Int
  public var rows: Int
  /// From the lowest up: class, end, class, end, …; ends in pixels from the left, the last at
  /// `columns`.
  public var lines: [[Double]]

  public init(
    minX: Double, maxX: Double, minY: Double, maxY: Double, columns: Int, rows: Int,
    lines: [[Double]]
  ) {
    self.minX = minX
    self.maxX = maxX
    self.minY = minY
    self.maxY = maxY
    self.columns = columns
    self.rows = rows
    self.lines = lines
  }

  /// The number of lines through a pixel.
  var linesPerPixel: Int { rows > 0 ? lines.count / rows : 0 }

  /// What is wrong with the lines, in words; nil where all is well.
  var flaw: String? {
    let sides = [maxX - minX, maxY - minY]
    guard [minX, maxX, minY, maxY].allSatisfy({ abs($0) <= 1e9 }),
      sides.allSatisfy({ $0 >= 1e-9 }), (0.01...100).contains(sides[0] / sides[1])
    else { return "a window of no size" }
    guard (1...4096).contains(columns), (1...4096).contains(rows) else {
      return "\(columns) × \(rows) pixels"
    }
    guard !lines.isEmpty, lines.count % rows == 0 else { return "\(lines.count) lines" }
    for line in lines {
      let ends = stride(from: 1, to: line.count, by: 2).map { line[$0] }
      let classes = stride(from: 0, to: line.count, by: 2).map { line[$0] }
      guard line.count >= 2, line.count % 2 == 0, ends.last == Double(columns),
        zip([0] + ends, ends).allSatisfy({ $0 <= $1 }),
        classes.allSatisfy({ $0 >= 0 && $0 < 256 && $0 == $0.rounded() })
      else { return "a line whose runs are out of order" }
    }
    return nil
  }

  /// The shares of classes in the pixels of one row; those of a pixel sum to 1.
  struct Coverage {
    typealias Part = (class: Int, share: Double)

    /// The class met first in each pixel: the only one of most.
    private(set) var first: [Part]
    /// Further classes of the pixels that have them, in the order they are met.
    private(set) var others: [Int: [Part]] = [:]

    fileprivate init(columns: Int) { first = [Part](repeating: (-1, 0), count: columns) }

    /// The classes of a pixel and their shares, in the order they are met.
    subscript(pixel: Int) -> [Part] { [first[pixel]] + (others[pixel] ?? []) }

    fileprivate mutating func add(_ pixel: Int, _ label: Int, _ share: Double) {
      if first[pixel].class == label {
        first[pixel].share += share
      } else if first[pixel].class < 0 {
        first[pixel] = (label, share)
      } else if let place = others[pixel]?.firstIndex(where: { $0.class == label }) {
        others[pixel]?[place].share += share
      } else {
        others[pixel, default: []].append((label, share))
      }
    }
  }

  /// The shares of classes in each pixel of a row, counted from the lowest.
  func coverage(ofRow row: Int) -> Coverage {
    var coverage = Coverage(columns: columns)
    let each = 1 / Double(linesPerPixel)
    for line in lines[row * linesPerPixel..<(row + 1) * linesPerPixel] {
      var start = 0.0
      for place in stride(from: 0, to: line.count, by: 2) {
        let (label, end) = (Int(line[place]), line[place + 1])
        for pixel in Int(start)..<max(Int(start), min(columns, Int(end.rounded(.up)))) {
          let length = min(end, Double(pixel + 1)) - max(start, Double(pixel))
          if length > 0 { coverage.add(pixel, label, length * each) }
        }
        start = end
      }
    }
    return coverage
  }

  /// The picture, its first row on top.
  func image(_ color: (Int) -> Color) -> ColorImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * columns * rows)
    let colors = (0..<256).map(color)
    func byte(_ part: Double) -> UInt8 { UInt8((min(max(part, 0), 1) * 255).rounded()) }
    for row in (0..<rows).reversed() {
      let coverage = coverage(ofRow: row)
      for pixel in 0..<columns {
        var (red, green, blue) = (0.0, 0.0, 0.0)
        func mix(_ part: Coverage.Part) {
          let own = colors[part.class]
          red += part.share * own.red
          green += part.share * own.green
          blue += part.share * own.blue
        }
        mix(coverage.first[pixel])
        coverage.others[pixel]?.forEach(mix)
        pixels.append(byte(red))
        pixels.append(byte(green))
        pixels.append(byte(blue))
      }
    }
    return ColorImage(width: columns, height: rows, pixels: pixels)
  }

  /// The class that covers most of each pixel, rows from the lowest up; the first met at ties.
  func classes() -> [[Int]] {
    (0..<rows).map { row in
      let coverage = coverage(ofRow: row)
      var classes = coverage.first.map(\.class)
      for (pixel, parts) in coverage.others {
        var best = coverage.first[pixel]
        for part in parts where part.share > best.share { best = part }
        classes[pixel] = best.class
      }
      return classes
    }
  }
}
