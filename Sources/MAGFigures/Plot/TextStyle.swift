/// How a piece of text looks; the size is in points at the figure's final width.
public struct TextStyle: Sendable, Equatable {
  public enum Weight: Sendable { case regular, bold }

  public var family: String
  public var size: Double
  public var weight: Weight
  public var color: Color

  public init(family: String, size: Double, weight: Weight = .regular, color: Color) {
    self.family = family
    self.size = size
    self.weight = weight
    self.color = color
  }

  public func colored(_ color: Color) -> TextStyle {
    TextStyle(family: family, size: size, weight: weight, color: color)
  }

  public var bold: TextStyle {
    TextStyle(family: family, size: size, weight: .bold, color: color)
  }
}

/// The measures of a piece of text in points, relative to the start of its baseline.
public struct TextExtent: Sendable, Equatable {
  /// How far the pen moves.
  public var advance: Double
  /// The box around the ink, y downwards, so that its top is negative for most text.
  public var ink: Rect

  public init(advance: Double, ink: Rect) {
    self.advance = advance
    self.ink = ink
  }
}

/// Something that knows how wide text will be.
public protocol TextMeasuring: Sendable {
  func extent(of text: String, style: TextStyle) -> TextExtent

  /// Makes sure that text of this family is measured in that very family.
  ///
  /// - Throws: `.missingFont` where another would stand in.
  func require(family: String) throws(FigureFailure)
}

extension TextMeasuring {
  /// For measures that know no families.
  public func require(family: String) throws(FigureFailure) {}

  public func width(of text: String, style: TextStyle) -> Double {
    extent(of: text, style: style).advance
  }

  /// The height of a capital letter or a lining digit.
  public func capHeight(_ style: TextStyle) -> Double { -extent(of: "H", style: style).ink.y }

  /// How far a "g" reaches below the baseline.
  public func descent(_ style: TextStyle) -> Double { extent(of: "g", style: style).ink.maxY }

  /// Breaks text at spaces into lines no wider than `width`; a longer single word stays whole.
  public func lines(of text: String, style: TextStyle, width: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if line.isEmpty || self.width(of: longer, style: style) <= width {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// As `lines(of:style:width:)`, but a longer single word is broken as well: after its last
  /// hyphen, underscore or slash that fits, or else between characters.
  public func titleLines(of text: String, style: TextStyle, width: Double) -> [String] {
    lines(of: text, style: style, width: width).flatMap {
      parts(of: $0, style: style, width: width)
    }
  }

  /// A word in parts no wider than `width`, but of at least one character.
  private func parts(of word: String, style: TextStyle, width: Double) -> [String] {
    guard word.count > 1, self.width(of: word, style: style) > width else { return [word] }
    let fitting = (1..<word.count).filter {
      self.width(of: String(word.prefix($0)), style: style) <= width
    }
    let joint = fitting.last { "-_/".contains(word.prefix($0).last ?? " ") }
    let cut = joint ?? fitting.last ?? 1
    return [String(word.prefix(cut))]
      + parts(of: String(word.dropFirst(cut)), style: style, width: width)
  }
}
