import Foundation

/// What crossing angles are made of: the angle against the cap that the normal's alignment sets, and
/// the two factors of its sine.
///
/// For a path in the manifold's span, sin θ = c(n) · cos, with c(n) = ‖P n‖/‖n‖ and the in-manifold
/// cosine |P n·d|/(‖P n‖ ‖d‖): θ cannot exceed the cap arcsin c(n). For a path that leaves the span
/// there is no cap: sin θ = |a + b| with the on-manifold term a = P n·P d/(‖n‖ ‖d‖) and the
/// off-manifold term b = (n − P n)·(d − P d)/(‖n‖ ‖d‖). Each kind of crossing is drawn in its own
/// rows; a figure of both kinds has both.
public struct DecompositionFigure: PaperFigure, Equatable {
  /// One crossing; undefined numbers are `nil`.
  public struct Crossing: Codable, Sendable, Equatable {
    /// θ in degrees, 0...90.
    public var angleDegrees: Double?
    /// c(n), in 0...1.
    public var alignment: Double?
    /// In 0...1; `nil` where the path leaves the span.
    public var inManifoldCosine: Double?
    /// c(d), and the terms a and b, where the path leaves the span.
    public var directionAlignment: Double?
    public var onManifoldTerm: Double?
    public var offManifoldTerm: Double?

    /// A crossing of a path in the span.
    public init(angleDegrees: Double?, alignment: Double?, inManifoldCosine: Double?) {
      self.angleDegrees = angleDegrees
      self.alignment = alignment
      self.inManifoldCosine = inManifoldCosine
    }

    /// A crossing of a path that leaves the span.
    public init(
      angleDegrees: Double?, alignment: Double?, directionAlignment: Double?,
      onManifoldTerm: Double?, offManifoldTerm: Double?
    ) {
      self.angleDegrees = angleDegrees
      self.alignment = alignment
      self.directionAlignment = directionAlignment
      self.onManifoldTerm = onManifoldTerm
      self.offManifoldTerm = offManifoldTerm
    }

    /// The parts that can be drawn; `nil` where the normal is zero, or lies off the span while the
    /// path lies in it.
    var parts: Parts? {
      if let angleDegrees, let alignment, let inManifoldCosine {
        return .factors(angle: angleDegrees, alignment: alignment, cosine: inManifoldCosine)
      }
      if let angleDegrees, let onManifoldTerm, let offManifoldTerm {
        // The normal's sign says from which class one comes; here the sum counts as positive.
        let sign = onManifoldTerm + offManifoldTerm < 0 ? -1.0 : 1
        return .terms(
          angle: angleDegrees, on: sign * onManifoldTerm, off: sign * offManifoldTerm)
      }
      return nil
    }
  }

  enum Parts {
    /// sin angle = alignment · cosine.
    case factors(angle: Double, alignment: Double, cosine: Double)
    /// sin angle = on + off.
    case terms(angle: Double, on: Double, off: Double)
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// How its crossings were found; `nil` where that is not known.
    public var method: FigureMethod?
    public var crossings: [Crossing]

    public init(name: String, crossings: [Crossing], method: FigureMethod? = nil) {
      self.name = name
      self.crossings = crossings
      self.method = method
    }

    var factors: [(angle: Double, alignment: Double, cosine: Double)] {
      crossings.compactMap {
        if case .factors(let angle, let alignment, let cosine)? = $0.parts {
          (angle, alignment, cosine)
        } else {
          nil
        }
      }
    }

    var terms: [(angle: Double, on: Double, off: Double)] {
      crossings.compactMap {
        if case .terms(let angle, let on, let off)? = $0.parts { (angle, on, off) } else { nil }
      }
    }

    var undefinedCount: Int { crossings.count { $0.parts == nil } }
  }

  public static let schemaName = "mag.decomposition/1"
  public private(set) var schema = DecompositionFigure.schemaName
  public var notice: String?
  /// Which paths were walked, for the caption, e.g. "500 random pairs of test images".
  public var paths: String
  public var models: [Model]

  public init(paths: String, models: [Model], notice: String? = nil) {
    self.paths = paths
    self.models = models
    self.notice = notice
  }

  public var name: String { "Decomposition" }

  /// Whether there is anything to draw.
  public var hasParts: Bool { models.contains { $0.undefinedCount < $0.crossings.count } }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> DecompositionFigure {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    var sentences = ["Crossings of decision boundaries taken apart: \(paths)."]
    if models.contains(where: { !$0.factors.isEmpty }) {
      sentences.append(
        "In the span sin θ = c(n) · in-manifold cosine, so that the crossing angle θ cannot exceed "
          + "its cap arcsin c(n), the diagonal; grey curves join equal in-manifold cosines, and the "
          + "distributions of both factors stand below.")
    }
    if models.contains(where: { !$0.terms.isEmpty }) {
      sentences.append(
        "Paths that leave the span have no cap: sin θ is the sum of an on-manifold and an "
          + "off-manifold term, signed so that the sum is positive; lines join equal θ.")
    }
    return (sentences + [methodNote].compactMap { $0 }).joined(separator: " ")
  }

  /// Which models were sampled, for the picture and its caption; `nil` if none.
  var methodNote: String? { FigureMethod.note(models.map { ($0.name, $0.method) }) }

  public var altText: String {
    func median(_ values: [Double], _ decimals: Int) -> String {
      NumberText.fixed(Quantiles(of: values)?.p50 ?? 0, decimals: decimals)
    }
    let lines = models.flatMap { model -> [String] in
      let (factors, terms) = (model.factors, model.terms)
      var lines: [String] = []
      if !factors.isEmpty {
        lines.append(
          "\(model.name): \(factors.count) crossings in the span, median angle "
            + "\(median(factors.map(\.angle), 1))°, c(n) \(median(factors.map(\.alignment), 2)), "
            + "in-manifold cosine \(median(factors.map(\.cosine), 2))")
      }
      if !terms.isEmpty {
        lines.append(
          "\(model.name): \(terms.count) crossings on paths that leave the span, median angle "
            + "\(median(terms.map(\.angle), 1))°, on-manifold term "
            + "\(median(terms.map(\.on), 2)), off-manifold term \(median(terms.map(\.off), 2))")
      }
      return lines.isEmpty ? ["\(model.name): no crossing with parts"] : lines
    }
    return "Crossing angles against their caps, and their parts. "
      + lines.joined(separator: "; ") + "."
  }

  /// One row for each crossing.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "angle_degrees", "alignment", "cap_degrees", "in_manifold_cosine",
      "direction_alignment", "on_manifold_term", "off_manifold_term", "method",
    ])
    for model in models {
      for crossing in model.crossings {
        let cap = crossing.inManifoldCosine == nil ? nil : crossing.alignment
        table.append([
          .text(model.name), .number(crossing.angleDegrees), .number(crossing.alignment),
          .number(cap.map(DecompositionFigure.capDegrees)), .number(crossing.inManifoldCosine),
          .number(crossing.directionAlignment), .number(crossing.onManifoldTerm),
          .number(crossing.offManifoldTerm), .text(model.method?.rawValue ?? ""),
        ])
      }
    }
    return table
  }

  /// arcsin c in degrees.
  static func capDegrees(_ alignment: Double) -> Double {
    asin(min(max(alignment, 0), 1)) * 180 / Double.pi
  }
}
