import MAGAttack
import MAGFigures
import MAGStudy

/// Accuracy of one model under one attack, from whichever kind of file it was read.
struct AttackCurve: Sendable, Equatable {
  struct Point: Sendable, Equatable {
    var epsilon: Double
    var accuracy: Double
    var interval: ClosedRange<Double>?
    /// Nil where only the accuracy is known.
    var correct: Int?
    var count: Int?

    /// Half the width of the interval: by how much chance alone moves the accuracy.
    var margin: Double { interval.map { ($0.upperBound - $0.lowerBound) / 2 } ?? 0 }
  }

  var model: String
  /// "FGSM", or with its steps "PGD-40".
  var attack: String
  var isPGD: Bool
  /// In ascending order of ε.
  var points: [Point]
  /// Images right when clean, by the attack's own count.
  var cleanCorrect: Int?

  /// The curve as Figure 3 draws it.
  var figureCurve: Figure3.Curve {
    Figure3.Curve(
      attack: attack,
      values: points.map {
        Figure3.Value(
          epsilon: $0.epsilon, accuracy: $0.accuracy, lower: $0.interval?.lowerBound,
          upper: $0.interval?.upperBound)
      })
  }

  private static func name(_ attack: String, steps: Int?) -> String {
    attack == "pgd" ? steps.map { "PGD-\($0)" } ?? "PGD" : attack.uppercased()
  }

  /// An interval of two ascending numbers; nil for anything else.
  static func range(_ bounds: [Double]) -> ClosedRange<Double>? {
    guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
    return bounds[0]...bounds[1]
  }

  /// The curves of a measured checkpoint, whose points stand one attack after the other.
  static func curves(of entry: ReportMaterial.Entry) -> [AttackCurve] {
    let points = entry.result.curves ?? []
    var attacks: [String] = []
    for point in points where !attacks.contains(point.attack) { attacks.append(point.attack) }
    return attacks.map { attack in
      let record = entry.result.attacks?.first { $0.attack == attack }
      return AttackCurve(
        model: entry.model, attack: name(attack, steps: record?.steps), isPGD: attack == "pgd",
        points: points.filter { $0.attack == attack }.map(Point.init),
        cleanCorrect: record?.cleanCorrect)
    }
  }

  /// A curve of the paper's run.
  init(_ curve: RobustnessCurve, model: String) {
    self.init(
      model: model, attack: Self.name(curve.attack, steps: curve.steps),
      isPGD: curve.attack == "pgd", points: curve.points.map(Point.init),
      cleanCorrect: curve.cleanCorrect)
  }

  /// A curve of which only the picture's numbers are known.
  init(_ curve: Figure3.Curve, model: String) {
    self.init(
      model: model, attack: curve.attack, isPGD: curve.attack.uppercased().hasPrefix("PGD"),
      points: curve.values.map { value in
        Point(
          epsilon: value.epsilon, accuracy: value.accuracy,
          interval: Self.range([value.lower, value.upper].compactMap { $0 }))
      })
  }

  init(
    model: String, attack: String, isPGD: Bool, points: [Point], cleanCorrect: Int? = nil
  ) {
    self.model = model
    self.attack = attack
    self.isPGD = isPGD
    self.points = points.sorted { $0.epsilon < $1.epsilon }
    self.cleanCorrect = cleanCorrect
  }
}

extension AttackCurve.Point {
  init(_ point: RobustnessPoint) {
    self.init(
      epsilon: point.epsilon, accuracy: point.accuracy, interval: AttackCurve.range(point.interval),
      correct: point.correct, count: point.count)
  }
}

extension ReportMaterial {
  /// Every curve there is, each once: measured ones, those of the paper's run, and those of figures
  /// whose models have no other.
  var curves: [AttackCurve] {
    var curves = groups.filter { $0.schema == "mag.robustness/1" }.flatMap(\.entries)
      .flatMap(AttackCurve.curves(of:))
    for paper in papers {
      for model in paper.results.models {
        curves += [model.fgsm, model.pgd].map { AttackCurve($0, model: model.name) }
      }
    }
    for figure in figures.compactMap({ $0.figure as? Figure3 }) {
      let known = Set(curves.map(\.model))
      for model in figure.models + [figure.control].compactMap({ $0 })
      where !known.contains(model.name) {
        curves += model.curves.map { AttackCurve($0, model: model.name) }
      }
    }
    return curves
  }
}
