import MAGFigures

/// Figures with numbers like those of real runs, made from fixed seeds.
enum SampleFigures {
  static let notice = "embedded sample: 10 000 training images, not full MNIST"
  static let names = ["baseline", "manifold", "robust", "manifold-robust"]

  static func figure1(count: Int = 2000, undefined: Int = 0, notice: String? = nil) -> Figure1 {
    var generator = TestGenerator(1)
    let shapes = [(0.676, 0.064), (0.978, 0.009), (0.932, 0.018), (0.947, 0.014)]
    let models = zip(names, shapes).map { name, shape in
      Figure1.Model(
        name: name,
        cosines: (0..<count).map { _ in
          min(1, max(0, shape.0 + shape.1 * generator.normal()))
        }, undefinedCount: undefined)
    }
    return Figure1(models: models, control: Figure1.Control(), notice: notice)
  }

  static func endPoint(_ label: Int) -> Figure2.EndPoint {
    var generator = TestGenerator(UInt64(100 + label))
    return Figure2.EndPoint(
      index: label * 7, label: label, width: 28, height: 28,
      pixels: (0..<784).map { _ in generator.uniform() })
  }

  /// A walk with `count` crossings inside `range`.
  static func walk(_ start: Int, count: Int, in range: ClosedRange<Double>, seed: UInt64)
    -> Figure2.Walk
  {
    var generator = TestGenerator(seed)
    let span = range.upperBound - range.lowerBound
    let places = (0..<count).map { _ in range.lowerBound + span * generator.uniform() }.sorted()
    var current = start
    let crossings = places.map { t in
      let next = (current + 1 + generator.integer(below: 9)) % 10
      defer { current = next }
      return Figure2.Crossing(
        t: t, fromClass: current, toClass: next, angleDegrees: 90 * generator.uniform())
    }
    return Figure2.Walk(
      startClass: start, crossings: crossings,
      kinks: (0..<300).map { _ in generator.uniform() })
  }

  static func figure2(pairs: Int = 3, crowded: Bool = false, notice: String? = nil) -> Figure2 {
    let models = names.enumerated().map { row, name in
      Figure2.Model(
        name: name,
        walks: (0..<pairs).map { column in
          walk(
            column, count: crowded ? 9 : 1 + (row + column) % 4,
            in: crowded ? 0.5...0.53 : 0.2...0.8, seed: UInt64(10 * row + column))
        })
    }
    return Figure2(
      pairs: (0..<pairs).map { Figure2.Pair(from: endPoint($0), to: endPoint($0 + 5)) },
      models: models, notice: notice)
  }

  static let epsilons = [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3]

  static func figure3(notice: String? = nil, firstAccuracy: Double? = nil) -> Figure3 {
    func curves(_ scale: Double) -> [Figure3.Curve] {
      [("FGSM", 1.0), ("PGD-40", 0.8)].map { attack, factor in
        Figure3.Curve(
          attack: attack,
          values: epsilons.map { epsilon in
            let accuracy = 0.98 / (1 + epsilon * epsilon / (scale * factor * scale * factor))
            return Figure3.Value(
              epsilon: epsilon, accuracy: accuracy, lower: accuracy - 0.01, upper: accuracy + 0.01)
          })
      }
    }
    var models = zip(names, [0.05, 0.1, 0.19, 0.2]).map {
      Figure3.Model(name: $0, curves: curves($1))
    }
    if let firstAccuracy { models[0].curves[0].values[0].accuracy = firstAccuracy }
    return Figure3(
      models: models, control: Figure3.Model(name: "projected baseline", curves: curves(0.12)),
      notice: notice)
  }

  static func shot(_ shift: Double, _ predicted: Int, _ from: Double, _ to: Double) -> Figure4.Shot
  {
    Figure4.Shot(
      pixels: endPoint(2).pixels.map { $0 + shift }, predictedClass: predicted,
      fromProbability: from, toProbability: to)
  }

  static func figure4(perturbation: Bool = false, notice: String? = nil) -> Figure4 {
    let rows = ["manifold", "baseline"].map { name in
      Figure4.Row(
        model: name, index: 1, original: shot(0, 2, 0.99999, 0.00001),
        midpoint: shot(0.075, 2, 0.712, 0.241), attacked: shot(0.15, 3, 0.04, 0.931),
        onManifoldShare: 0.34)
    }
    return Figure4(
      fromClass: 2, toClass: 3, epsilon: 0.15, width: 28, height: 28,
      showsPerturbation: perturbation, rows: rows, notice: notice)
  }

  /// One of each, with and without the parts that are optional.
  static var all: [any PaperFigure] {
    [
      figure1(undefined: 3, notice: notice), figure1(count: 50), figure2(notice: notice),
      figure2(crowded: true), figure2(pairs: 1), figure3(notice: notice), figure3(),
      figure4(notice: notice), figure4(perturbation: true),
    ]
  }
}
