using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Commands;

return ProgramExit.Leave(CommandLineProgram.Run("rsdtr-edge", EdgeCommand.Create(), args));
