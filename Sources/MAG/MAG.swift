/// Everything of the library by one import: data and manifold, networks and checkpoints, attacks,
/// geometry of decision boundaries, training, measurements, the figures of the paper, and reports.
///
/// ```swift
/// import MAG
///
/// let data = try MNIST.load(.sample)
/// let manifold = try Manifold.fit(data.train)
/// let test = try MeasurementSet(data.test, manifold: manifold, inputs: .projected)
/// let network = try Checkpoint.load(URL(fileURLWithPath: "model.safetensors")).network
/// let alignment = try Measure.alignment(network, on: test)
/// ```
@_exported import MAGAttack
@_exported import MAGData
@_exported import MAGFigures
@_exported import MAGFiles
@_exported import MAGGeometry
@_exported import MAGNetwork
@_exported import MAGNumerics
@_exported import MAGReport
@_exported import MAGStudy
@_exported import MAGTraining
