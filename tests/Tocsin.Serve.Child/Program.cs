using Tocsin.Serve.Child;

// What tests and measurements run in a process of its own.
return args switch
{
    ["append", var folder, var start] => await AppendLoop.RunAsync(folder, long.Parse(start)),
    ["measure", var folder, .. var rest] => await Measurement.RunAsync(folder, rest),
    _ => 2,
};
