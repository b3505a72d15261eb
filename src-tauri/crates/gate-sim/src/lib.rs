//! Both platforms as real HTTP servers, with faults and a traffic generator.
