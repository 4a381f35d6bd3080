import MAGData
import MAGFigures

// A film as the numbers of its figure.

extension FilmFigure {
  /// The figure of films made with the same settings but for the box.
  ///
  /// - Parameters:
  ///   - settings: what the films were made with.
  ///   - films: each with the name of its model.
  ///   - images: those of the split, for their size and the label.
  ///   - arrangement: what is shown beside what.
  ///   - notice: a warning to draw; nil for none.
  public init(
    _ settings: FilmSettings, _ films: some Sequence<(String, Film)>, of images: ImageSet,
    arrangement: Arrangement, notice: String?
  ) {
    self.init(
      index: settings.index, label: images.labels[settings.index], target: settings.to,
      epsilon: settings.epsilon, norm: settings.norm.rawValue, width: images.width,
      height: images.height, showsPerturbations: settings.perturbations, arrangement: arrangement,
      models: films.map { Model(name: $0, $1, frames: settings.frames) }, notice: notice)
  }
}

extension FilmFigure.Model {
  /// - Parameters:
  ///   - name: what the model is called.
  ///   - film: the path and its class changes.
  ///   - frames: how many images are shown, at least 2; see `Film.frameRows`.
  public init(name: String, _ film: Film, frames: Int) {
    self.init(
      name: name, isSampled: film.method == .sampled,
      frames: film.frameRows(frames).map { row in
        let point = film.points[row]
        return FilmFigure.Frame(
          position: point.position,
          pixels: film.trajectory.points.row(row).map { Double($0) },
          predictedClass: point.predictedClass, probability: point.probability)
      }, startClass: film.startClass,
      changes: film.changes.map { change in
        FilmFigure.Change(
          position: change.position, fromClass: change.crossing.fromClass,
          toClass: change.crossing.toClass,
          anglesDegrees: change.crossing.anglesOneSided ?? [change.crossing.angleDegrees])
      },
      margins: film.margins.position.indices.map { place in
        FilmFigure.Margin(
          position: film.margins.position[place], label: film.margins.margin[place],
          target: film.margins.target?[place])
      },
      shares: film.points.map { point in
        FilmFigure.Share(
          position: point.position, whole: point.perturbation.onManifoldShare,
          step: point.leg?.move.onManifoldShare)
      })
  }
}

extension Film {
  /// The points that are shown as images, by their rows in `points`.
  ///
  /// The image, the last iterate, the points after the steps in which the class changes (the first
  /// of them, where there are too many), and then again and again the middle of the widest gap.
  /// All points if there are no more than asked for.
  public func frameRows(_ count: Int) -> [Int] {
    var rows: Set = [0, points.count - 1]
    let firstStep = points.count > 1 ? points[1].step ?? 1 : 1
    for change in changes where rows.count < count { rows.insert(change.step - firstStep + 1) }
    while rows.count < min(count, points.count) {
      let sorted = rows.sorted()
      var widest = (gap: 0, start: 0)
      for (low, high) in zip(sorted, sorted.dropFirst()) where high - low > widest.gap {
        widest = (high - low, low)
      }
      rows.insert(widest.start + widest.gap / 2)
    }
    return rows.sorted()
  }
}
