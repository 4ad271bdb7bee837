using Tocsin.Cli;

return Application.Run(args);
