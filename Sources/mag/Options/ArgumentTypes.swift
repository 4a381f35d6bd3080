import ArgumentParser
import MAG

// The library's enumerations as option values: their raw values are what people type.
extension BoxChoice: ExpressibleByArgument {}
extension Centering: ExpressibleByArgument {}
extension CountRule: ExpressibleByArgument {}
extension CrossingMethod: ExpressibleByArgument {}
extension GradientKind: ExpressibleByArgument {}
extension Inputs: ExpressibleByArgument {}
extension ManifoldReading: ExpressibleByArgument {}
extension PathAudit.Precision: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}
extension SVGText: ExpressibleByArgument {}
extension Start: ExpressibleByArgument {}
extension ThreatModel.Norm: ExpressibleByArgument {}

extension ChannelValues: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
  public var defaultValueDescription: String { text }
}
