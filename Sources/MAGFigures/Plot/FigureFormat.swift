import Foundation
import MAGFiles

/// The kinds of file a figure is written to.
public enum FigureFormat: String, Sendable, CaseIterable, Codable {
  case png
  /// A PNG with twice the pixels an inch, for dense screens: `BASENAME@2x.png`.
  case doublePNG = "png@2x"
  case svg, pdf

  /// Those that are written where none are named.
  public static let standard: [FigureFormat] = [.png, .svg, .pdf]

  /// What the names of such files end in after the figure's own.
  public var suffix: String { self == .doublePNG ? "@2x.png" : "." + rawValue }

  /// The file of this kind for a figure called `basename`.
  public func file(_ basename: URL) -> URL {
    URL(fileURLWithPath: basename.relativePath + suffix, relativeTo: basename.baseURL)
  }

  /// How many times the pixels an inch that are asked for; nil for formats without pixels.
  var pixelRatio: Int? {
    switch self {
    case .png: 1
    case .doublePNG: 2
    case .svg, .pdf: nil
    }
  }

  /// Reads a list such as "png,svg"; repeated names count once, in the order given.
  ///
  /// - Throws: `.unknownFormat` with the first name that is none, also for an empty list.
  public static func list(_ text: String) throws(FigureFailure) -> [FigureFormat] {
    var formats: [FigureFormat] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = FigureFormat(rawValue: name.lowercased()) else {
        throw .unknownFormat(String(name))
      }
      if !formats.contains(format) { formats.append(format) }
    }
    return formats
  }
}

/// What a figure file says about itself beside the picture.
public struct FigureMetadata: Sendable, Equatable {
  public var title: String
  /// The picture in words, for readers who cannot see it.
  public var altText: String
  public var keywords: [String]
  public var software: String

  public init(
    title: String, altText: String, keywords: [String] = [], software: String = Tool.name
  ) {
    self.title = title
    self.altText = altText
    self.keywords = keywords
    self.software = software
  }

  /// The keywords as one text.
  var keywordList: String { keywords.joined(separator: ", ") }
}
