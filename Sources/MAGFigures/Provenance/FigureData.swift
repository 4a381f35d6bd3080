import Foundation
import MAGFiles

/// The data file of a figure: its numbers, and where they come from.
public struct FigureData: Sendable {
  /// A kind of figure that can be drawn from saved data.
  struct Kind: Sendable {
    let schemaName: String
    let read: @Sendable (Data, String) throws(JSONFailure) -> FigureData

    init<Figure: PaperFigure>(_ kind: Figure.Type) {
      schemaName = kind.schemaName
      read = { data, source throws(JSONFailure) in
        let file = try OrderedJSON.decode(File<Figure>.self, from: data, name: source)
        return FigureData(figure: file.figure, provenance: file.provenance)
      }
    }
  }

  /// The schemas of all kinds of figures.
  public static var schemaNames: [String] { kinds.map(\.schemaName) }

  static let kinds: [Kind] = [
    Kind(Figure1.self), Kind(Figure2.self), Kind(Figure3.self), Kind(Figure4.self),
    Kind(DecompositionFigure.self), Kind(AtlasFigure.self), Kind(TiltFigure.self),
    Kind(FilmFigure.self), Kind(SliceFigure.self), Kind(ChartFigure.self),
  ]

  public var figure: any PaperFigure
  public var provenance: Provenance?

  public init(figure: any PaperFigure, provenance: Provenance?) {
    self.figure = figure
    self.provenance = provenance
  }

  /// Reads a data file of any kind.
  ///
  /// Cost: one pass of the JSON decoder, most of the time that drawing a figure again takes.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - source: what messages call the data, usually the path.
  /// - Throws: `.unreadable` for broken JSON, missing keys and values that cannot be drawn,
  ///   `.noFigure` for a schema that no figure has.
  public init(reading data: Data, from source: String) throws(FigureFailure) {
    do {
      let schema = try FigureData.schema(of: data, source: source)
      guard let kind = FigureData.kinds.first(where: { $0.schemaName == schema }) else {
        throw FigureFailure.noFigure(source: source, schema: schema)
      }
      self = try kind.read(data, source)
    } catch let failure as FigureFailure {
      throw failure
    } catch let failure as JSONFailure {
      throw .unreadable(what: source, reason: failure.detail)
    } catch {
      throw .unreadable(what: source, reason: "\(error)")
    }
    try figure.check(source: source)
  }

  private struct Head: Decodable {
    var schema: String
  }

  /// A figure's numbers with what stands beside them in the file.
  private struct File<Figure: PaperFigure>: Decodable {
    private enum Key: String, CodingKey { case provenance }

    var figure: Figure
    var provenance: Provenance?

    init(from decoder: any Decoder) throws {
      figure = try Figure(from: decoder)
      provenance = try decoder.container(keyedBy: Key.self)
        .decodeIfPresent(Provenance.self, forKey: .provenance)
    }
  }

  /// The schema of a data file. In files that mag wrote it is the first key, and the rest is left
  /// unread.
  private static func schema(of data: Data, source: String) throws(JSONFailure) -> String {
    let parts = data.prefix(200).split(
      separator: UInt8(ascii: "\""), omittingEmptySubsequences: false
    )
    .prefix(4).map { String(decoding: $0, as: UTF8.self) }
    let marks = parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map {
      $0.element.filter { !$0.isWhitespace }
    }
    if parts.count == 4, marks == ["{", ":"], parts[1] == "schema", !parts[3].contains("\\") {
      return parts[3]
    }
    return try OrderedJSON.decode(Head.self, from: data, name: source).schema
  }

  /// The file's bytes: schema first, the figure's numbers, then `provenance` if there is any.
  ///
  /// - Throws: `.unreadable` when a number is not finite.
  public func json() throws(FigureFailure) -> Data { try figure.json(provenance: provenance) }
}

private struct Tail: Encodable {
  var provenance: Provenance
}

extension PaperFigure {
  /// The value as JSON, schema first, with `provenance` last where there is any.
  ///
  /// - Throws: `.unreadable` when a number is not finite.
  public func json(provenance: Provenance? = nil) throws(FigureFailure) -> Data {
    do {
      guard let provenance else { return try OrderedJSON.encode(self) }
      return try OrderedJSON.encode(Joined(self, Tail(provenance: provenance)))
    } catch {
      throw .unreadable(what: "the data of \(name)", reason: "\(error)")
    }
  }
}
