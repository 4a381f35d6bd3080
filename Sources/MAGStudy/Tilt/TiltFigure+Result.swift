import MAGFigures

extension TiltFigure.Model {
  /// The distances of a result, image by image.
  public init(name: String, _ result: TiltResult) {
    self.init(
      name: name, indices: result.indices, labels: result.labels,
      predictedClasses: result.predictedClasses,
      gradient: TiltFigure.Sample(result.gradient.distance),
      inManifold: TiltFigure.Sample(result.inManifold.distance),
      offManifold: TiltFigure.Sample(result.offManifold.distance),
      ratio: TiltFigure.Sample(result.tiltRatio), method: FigureMethod(result.method))
  }
}

extension TiltFigure.Sample {
  init(_ summary: CensoredSummary) {
    self.init(values: summary.values, unreached: summary.unreached)
  }
}
