import Foundation
import MAGFiles

/// The data file of a figure: its numbers, and where they come from.
public struct FigureData: Sendable {
  /// A kind of figure that can be drawn from saved data.
  struct Kind: Sendable {
    let schemaName: String
    let read: @Sendable (Data, String) throws(FigureFailure) -> any PaperFigure

    init<Kind: PaperFigure>(_ kind: Kind.Type) {
      schemaName = kind.schemaName
      read = { data, source throws(FigureFailure) in try Kind.read(data, from: source) }
    }
  }

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

  private struct Head: Decodable {
    var schema: String
    var provenance: Provenance?
  }

  /// Reads a data file of any kind.
  ///
  /// - Parameter source: what messages call the data, usually the path.
  /// - Throws: `.unreadable` for broken JSON or missing keys, `.mismatched` for a schema that no
  ///   figure has.
  public init(reading data: Data, from source: String) throws(FigureFailure) {
    let head: Head
    do {
      head = try OrderedJSON.decode(Head.self, from: data, name: source)
    } catch {
      throw .unreadable(what: source, reason: error.description)
    }
    guard let kind = FigureData.kinds.first(where: { $0.schemaName == head.schema }) else {
      throw .mismatched(
        figure: source, what: "schema",
        expected: "one of " + FigureData.kinds.map(\.schemaName).joined(separator: ", "),
        found: head.schema)
    }
    figure = try kind.read(data, source)
    provenance = head.provenance
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
