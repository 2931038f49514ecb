using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Commands;

return CommandLineProgram.Run("rsdtr-edge", EdgeCommand.Create(), args);
