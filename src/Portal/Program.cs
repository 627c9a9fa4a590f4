using Portal.Wiring;

return await PortalStart.Run(args);
